// The text of one draft while it is being typed: read after each pause, and made a step of the draft once the server
// says that it can be kept. Until then the draft stays as it was, and the text stays as it was typed.
import type { Diagnostic } from "@/api/types.ts";
import type { JsonObject, WorkflowModel } from "../model/model.ts";
import { readDocument } from "../model/read.ts";
import { isSameText } from "../model/saving.ts";
import type { DraftSession, HeldText } from "../session/DraftSession.ts";
import { withRouteIds } from "./route-ids.ts";
import { type Position, readYaml, writeYaml, type YamlDocument, type YamlFault } from "./yaml.ts";

export type CheckAnswer =
  | {
      readonly kind: "checked";
      readonly isReadable: boolean;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "failed" };

/** The way to the server, and the clock. */
export interface TextPort {
  check(document: JsonObject): Promise<CheckAnswer>;
  wait(milliseconds: number, then: () => void): void;
}

/** One thing to say about the text, at its place. */
export type TextRemark = { readonly at: Position } & (
  | { readonly severity: "error"; readonly fault: YamlFault }
  | { readonly severity: "error" | "warning"; readonly diagnostic: Diagnostic }
  | { readonly severity: "warning"; readonly comment: true }
);

export interface TextView {
  readonly yaml: string;
  /** `in_step`: the text is the draft. Otherwise why it is not. */
  readonly state: HeldText["kind"] | "in_step";
  readonly remarks: readonly TextRemark[];
  /** What was typed before undo put it aside. */
  readonly aside: string | null;
}

const PAUSE_MS = 300;
const ASK_AGAIN_MS = 4_000;

export class TextDraft {
  readonly #session: DraftSession;
  readonly #port: TextPort;
  readonly #listeners = new Set<() => void>();
  /** The words in which each text was typed: undo brings back comments and layout too. */
  readonly #typed = new WeakMap<WorkflowModel, string>();
  /** The draft that the text began from. */
  #base: WorkflowModel;
  /** Counts what was typed; an answer about an older text is dropped. */
  #turn = 0;
  #stop: (() => void) | null = null;
  #view: TextView;

  constructor(session: DraftSession, port: TextPort) {
    this.#session = session;
    this.#port = port;
    this.#base = session.model;
    this.#view = { yaml: this.#yamlOf(session.model), state: "in_step", remarks: [], aside: null };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): TextView => this.#view;

  /** While it is on the screen it follows the draft. */
  open(): void {
    this.#stop ??= this.#session.subscribe(() => this.#follow());
    this.#follow();
    this.#tell();
    if (this.#view.state === "in_step") void this.#look();
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#tell();
  }

  type(yaml: string): void {
    if (yaml === this.#view.yaml) return;
    this.#turn += 1;
    const turn = this.#turn;
    const isOvertaken = this.#view.state === "overtaken";
    this.#set({ yaml, aside: null, ...(isOvertaken ? {} : { state: "reading" }) });
    this.#port.wait(PAUSE_MS, () => {
      if (turn === this.#turn) void this.#look();
    });
  }

  /** Puts aside what is not part of the draft yet; the text is the draft's again. */
  readonly putAside = (): void => {
    if (this.#view.state === "in_step") return;
    this.#show(this.#session.model, this.#view.yaml);
  };

  /** Brings back what was put aside. */
  bringBack(): void {
    const { aside } = this.#view;
    if (aside !== null) this.type(aside);
  }

  /** My text takes the place of what the draft has become meanwhile; undo brings that up. */
  keepMine(): void {
    if (this.#view.state !== "overtaken") return;
    this.#base = this.#session.model;
    this.#set({ state: "reading" });
    void this.#look();
  }

  #follow(): void {
    const { model } = this.#session;
    if (model === this.#base || this.#view.state === "overtaken") return;
    if (this.#view.state === "in_step") this.#show(model, this.#view.aside);
    else this.#set({ state: "overtaken" });
  }

  #show(model: WorkflowModel, aside: string | null): void {
    this.#turn += 1;
    this.#base = model;
    this.#set({ yaml: this.#yamlOf(model), state: "in_step", remarks: [], aside });
    void this.#look();
  }

  /** Reads the text as it stands and asks the server about it. */
  async #look(): Promise<void> {
    const turn = this.#turn;
    const read = readYaml(this.#view.yaml);
    if (read.kind === "broken") {
      const remarks = read.problems.map((problem) => ({ severity: "error", ...problem }) as const);
      this.#set({ remarks, ...this.#unlessOvertaken("broken") });
      return;
    }
    const document = withRouteIds(read.document, this.#base, this.#session.ids);
    const answer = await this.#port.check(document);
    if (turn !== this.#turn) return;
    if (answer.kind === "failed") this.#askAgain(turn);
    else this.#take(read, document, answer);
  }

  #askAgain(turn: number): void {
    // The draft's own text is on the server already; only its remarks are wanting.
    if (this.#view.state === "in_step") return;
    this.#set(this.#unlessOvertaken("unreachable"));
    this.#port.wait(ASK_AGAIN_MS, () => {
      if (turn === this.#turn) void this.#look();
    });
  }

  #take(
    read: YamlDocument,
    document: JsonObject,
    { isReadable, diagnostics }: Extract<CheckAnswer, { kind: "checked" }>,
  ): void {
    this.#set({ remarks: remarksOn(read, diagnostics) });
    if (!isReadable) {
      if (this.#view.state !== "in_step") this.#set(this.#unlessOvertaken("broken"));
    } else if (isSameText(document, this.#session.text())) {
      this.#begin(this.#session.model);
      this.#set({ state: "in_step" });
    } else if (this.#view.state !== "overtaken") {
      const model = readDocument(document, this.#session.ids);
      this.#begin(model);
      this.#session.perform({ kind: "replace_all", model, reason: "text" });
      this.#session.seal();
      this.#set({ state: "in_step" });
    }
  }

  /** From here on the text is this model's. */
  #begin(model: WorkflowModel): void {
    this.#base = model;
    this.#typed.set(model, this.#view.yaml);
  }

  /** The session must know of a text beside the draft: leaving would lose it. */
  #tell(): void {
    const { state } = this.#view;
    const putAside = this.#stop ? this.putAside : null;
    this.#session.hold(state === "in_step" ? null : { kind: state, putAside });
  }

  #unlessOvertaken(state: "broken" | "unreachable"): Partial<TextView> {
    return this.#view.state === "overtaken" ? {} : { state };
  }

  #yamlOf(model: WorkflowModel): string {
    const known = this.#typed.get(model);
    if (known !== undefined) return known;
    const yaml = writeYaml(this.#session.text());
    this.#typed.set(model, yaml);
    return yaml;
  }

  #set(change: Partial<TextView>): void {
    this.#view = { ...this.#view, ...change };
    this.#tell();
    for (const listener of this.#listeners) listener();
  }
}

/** In the order of the text; what the YAML itself loses comes last. */
function remarksOn(read: YamlDocument, diagnostics: readonly Diagnostic[]): TextRemark[] {
  const found = diagnostics.map((diagnostic) => ({
    severity: diagnostic.severity,
    diagnostic,
    at: read.placeOf(diagnostic.pointer),
  }));
  found.sort((left, right) => left.at.offset - right.at.offset);
  const { comment } = read;
  return comment ? [...found, { severity: "warning", comment: true, at: comment }] : found;
}
