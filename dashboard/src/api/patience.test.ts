import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/problem.ts";
import { patiently } from "./patience.ts";

const problem = (status: number, code: string) =>
  new ApiError({ status, code, title: "No", detail: "not now" });

describe("patiently", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("asks again where the server says not now", async () => {
    const ask = vi
      .fn<() => Promise<number>>()
      .mockRejectedValueOnce(problem(503, "busy"))
      .mockRejectedValueOnce(problem(409, "superseded"))
      .mockResolvedValue(7);
    const asked = patiently(ask, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(499);
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1501);
    expect(await asked).toBe(7);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it("says at once what asking again does not mend, and in the end the rest", async () => {
    const signal = new AbortController().signal;
    const refused = vi.fn().mockRejectedValue(problem(422, "invalid"));
    await expect(patiently(refused, signal)).rejects.toThrow("not now");
    expect(refused).toHaveBeenCalledTimes(1);
    const busy = vi.fn().mockRejectedValue(problem(503, "busy"));
    const asked = expect(patiently(busy, signal)).rejects.toThrow("not now");
    await vi.advanceTimersByTimeAsync(150_000);
    await asked;
    expect(busy).toHaveBeenCalledTimes(30);
  });

  it("stops when nobody wants the answer any more", async () => {
    const running = new AbortController();
    const ask = vi.fn().mockRejectedValue(problem(503, "busy"));
    const asked = expect(patiently(ask, running.signal)).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(100);
    running.abort();
    await asked;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
