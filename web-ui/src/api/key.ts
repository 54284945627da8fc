/** The key that this tab sends; the browser forgets it with the tab. */
const PLACE = 'palimpsest.key';

export const storedKey = (): string | null => {
  try {
    return sessionStorage.getItem(PLACE);
  } catch {
    return null; // a browser that keeps nothing asks again after each reload
  }
};

export const storeKey = (key: string): void => sessionStorage.setItem(PLACE, key);

/** Forgets the key: the page asks for one again. */
export const forgetKey = (): void => sessionStorage.removeItem(PLACE);

/** The header that proves who asks; none where the runtime asks for none. */
export function keyHeader(): Record<string, string> {
  const key = storedKey();
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}
