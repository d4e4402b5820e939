import type { Properties } from "hast";

/** Hosts whose images only count readers, or, below some paths, are the buttons of a feed's service. */
const COUNTERS: readonly (readonly [host: RegExp, path: RegExp])[] = [
  [/^feeds\.feedburner\.com$|^feedproxy\.google\.com$/, /^\/~(?:r|ff|4)\//],
  [/^(?:pixel|stats)\.wp\.com$|^(?:pixel|stats)\.wordpress\.com$/, /^\//],
  [/^feeds\.wordpress\.com$/, /^\/1\.0\//],
  [/(?:^|\.)doubleclick\.net$/, /^\//],
  [/^(?:www|ssl)\.google-analytics\.com$/, /^\//],
  [/^(?:pixel\.quantserve|[bs]b?\.scorecardresearch)\.com$/, /^\//],
  [/^www\.facebook\.com$/, /^\/tr\b/],
  [/^tracking\.feedpress\.it$/, /^\//],
  [/^hm\.baidu\.com$|(?:^|\.)cnzz\.com$/, /^\//],
  [/^blogger\.googleusercontent\.com$/, /^\/tracker\//],
];

/** Where lazy-load scripts put their own size of a placeholder, this says nothing of the image. */
const isDot = (properties: Properties): boolean => {
  const style = typeof properties.style === "string" ? properties.style : "";
  return isTiny(properties.width, style, "width") && isTiny(properties.height, style, "height");
};

function isTiny(attribute: Properties[string], style: string, side: "width" | "height"): boolean {
  const declared = new RegExp(`(?:^|;)\\s*${side}\\s*:\\s*([01](?:px)?)\\s*(?:!important\\s*)?(?:;|$)`, "i");
  return /^\s*[01]\s*(?:px)?\s*$/i.test(String(attribute ?? "")) || (style !== "" && declared.test(style));
}

/**
 * Whether an image only counts readers: by its size of a pixel or none, where its own `src` is what is shown, or by the
 * service that it is loaded from.
 */
export function isTracker(url: string | null, properties: Properties, isOwnSource: boolean): boolean {
  if (isOwnSource && isDot(properties)) return true;
  const [, host = "", path = ""] = /^https?:\/\/([^/?#:]+)[^/?#]*([^?#]*)/i.exec(url ?? "") ?? [];
  return COUNTERS.some(([ofHost, ofPath]) => ofHost.test(host) && ofPath.test(path || "/"));
}
