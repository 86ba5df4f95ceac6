/** Whether a moment that the server named is over, by this machine's clock. */
export function hasPassed(at: string): boolean {
  return new Date(at).getTime() <= Date.now();
}
