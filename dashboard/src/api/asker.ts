/** Another tab with the same session is somebody else: the two do not take each other's place. */
export const ASKER = `tab-${Math.random().toString(36).slice(2)}`;
