/** `7B-128` → prefix `7B`, number 128; null for a name that does not end in a number of its own. */
export function splitName(name: string): { readonly prefix: string; readonly number: number } | null {
  const [, prefix = '', number = ''] = /^(.*?)[\s_:=@-]+(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  return number === '' ? null : { prefix, number: Number(number) };
}
