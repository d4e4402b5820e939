/** What an image is asked of a service by; null where it is left to the service. */
export interface TemplateValues {
  url: string;
  width: number | null;
  height: number | null;
  /** In lower case. */
  format: string | null;
  quality: number | null;
}

const PLACEHOLDER = /\{([^{}]*)\}/g;
const OPTIONAL = /\[([^[\]]*\{[^[\]]*)\]/g;
const NAMES = ["url", "width", "height", "format", "quality"] as const;

/**
 * What is wrong with a template of addresses of an image service, as in
 * `https://wsrv.nl/?url={url}[&w={width}][&h={height}][&output={format}][&q={quality}]`; null where nothing is.
 */
export function templateProblem(template: string): string | null {
  if (!/^https?:\/\/[^/]/.test(template))
    return "it takes gateway, original, or an address that begins with http:// or https://";
  for (const [, name] of template.matchAll(PLACEHOLDER)) {
    if (!NAMES.some((known) => known === name)) return `{${name}} is none of {${NAMES.join("}, {")}}`;
  }
  const always = [...template.replace(OPTIONAL, "").matchAll(PLACEHOLDER)].map(([, name]) => name);
  if (always.filter((name) => name === "url").length !== 1) return "it holds {url} once, outside of brackets";
  if (always.length > 1)
    return `{${always.find((name) => name !== "url")}} stands in brackets, as in [&w={width}]: it may be left out`;
  return null;
}

/** The address of an image at the service. Brackets, and what is in them, go where a value in them is null. */
export function fillTemplate(template: string, values: TemplateValues): string {
  const valueNamed = (name: string) => values[name as keyof TemplateValues];
  const filled = (text: string) => text.replace(PLACEHOLDER, (_, name) => encodeURIComponent(String(valueNamed(name))));
  return filled(
    template.replace(OPTIONAL, (_, part: string) =>
      [...part.matchAll(PLACEHOLDER)].some(([, name = ""]) => valueNamed(name) === null) ? "" : part,
    ),
  );
}

/** The image's own address in one that `fillTemplate` made with nothing but it; null for any other address. */
export function unfillTemplate(template: string, address: string): string | null {
  const [before = "", after = ""] = template.replace(OPTIONAL, "").split("{url}");
  if (!address.startsWith(before) || !address.endsWith(after)) return null;
  try {
    return decodeURIComponent(address.slice(before.length, address.length - after.length));
  } catch {
    return null; // a stray "%"
  }
}
