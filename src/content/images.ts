import type { Element, Properties, Root } from "hast";
import { cutAtGrapheme, oneLine } from "./characters.ts";
import { sizeOf } from "./dimensions.ts";
import { DROPPED_ELEMENTS, isElement, type Parent } from "./elements.ts";
import { addressKey, formatNamed, formatOf, type ImageRules, type Resolved, resolveImage } from "./image-addresses.ts";
import type { Report } from "./issues.ts";
import { largestCandidate } from "./srcset.ts";
import { textOf } from "./text.ts";
import { isTracker } from "./trackers.ts";
import type { ImageAddress, InlineImage } from "./types.ts";

/** Where lazy-load scripts and copied pages keep the real address, the most truthful first. */
const ADDRESSES = ["dataOriginalSrc", "zoomfile", "dataOriginal", "dataSrc", "dataActualsrc", "dataLazySrc"] as const;

/** UTF-16 units. Each image of a figure is stored with its caption, a long one thousands of times; the body has all of it. */
const MAX_CAPTION = 2_000;
/** As much of a caption is looked at, or those of figures in figures would be read once for each level. */
const READ_CAPTION = 2 * MAX_CAPTION;

/** An img element as it was found. */
interface Found {
  element: Element;
  parent: Parent;
  /** Of the figure that the image is in. */
  caption: string | null;
  inNoscript: boolean;
  written: string;
  resolved: Resolved;
}

/**
 * Every image of the tree in reading order, lazy-load attributes and proxies undone; an image shown twice counts
 * twice, the copy of a lazy image inside `<noscript>` does not. The tree is changed to show what is returned:
 * placeholders and what only counts readers go, each image gets its real address and size. Addresses that lead nowhere are reported and stay.
 */
export function extractImages(tree: Root, rules: ImageRules, report: Report): InlineImage[] {
  const found: Found[] = [];
  collect(tree, { caption: null, inNoscript: false }, rules, found);
  const twins = new Set(found.filter((_, at) => isTwin(found, at, rules)));
  const useless = new Set<Element>();
  const parents = new Set<Parent>();
  const images: InlineImage[] = [];
  for (const image of found) {
    if (image.resolved.kind === "none" || twins.has(image)) {
      useless.add(image.element);
      parents.add(image.parent);
    } else if (image.resolved.kind === "image") {
      images.push(show(image, image.resolved.address));
    } else {
      keep(image, report);
    }
  }
  for (const parent of parents) {
    (parent as Root).children = parent.children.filter((child) => !isElement(child) || !useless.has(child));
  }
  return images;
}

function collect(
  parent: Parent,
  context: Pick<Found, "caption" | "inNoscript">,
  rules: ImageRules,
  found: Found[],
): void {
  for (const child of parent.children) {
    if (!isElement(child) || DROPPED_ELEMENTS.has(child.tagName)) continue;
    if (child.tagName === "img") {
      found.push({ element: child, parent, ...context, ...resolveElement(child, parent, rules) });
    } else {
      const caption = child.tagName === "figure" ? captionOf(child) : context.caption;
      collect(child, { caption, inNoscript: context.inNoscript || child.tagName === "noscript" }, rules, found);
    }
  }
}

function captionOf(figure: Element): string | null {
  const caption = figure.children.find((child) => isElement(child, "figcaption"));
  return isElement(caption)
    ? cutAtGrapheme(oneLine(textOf(caption, undefined, READ_CAPTION)), MAX_CAPTION) || null
    : null;
}

/** The first candidate that is an image; else the first that is at least something to keep. */
function resolveElement(image: Element, parent: Parent, rules: ImageRules): Pick<Found, "written" | "resolved"> {
  let fallback: Pick<Found, "written" | "resolved"> = { written: "", resolved: { kind: "none" } };
  for (const written of candidatesOf(image.properties, parent)) {
    const resolved = resolveImage(written, rules);
    if (resolved.kind === "image" || resolved.kind === "data") {
      const url = resolved.kind === "image" ? resolved.address.url : null;
      if (isTracker(url, image.properties, written === image.properties.src)) continue;
    }
    if (resolved.kind === "image") return { written, resolved };
    if (fallback.resolved.kind === "none") fallback = { written, resolved };
  }
  return fallback;
}

function candidatesOf(properties: Properties, parent: Parent): string[] {
  // A picture holds a handful; no more are looked at, since each of its images would look at all of them.
  const siblings = isElement(parent, "picture") ? parent.children.slice(0, 50) : [];
  const sources = siblings.filter((child) => isElement(child, "source"));
  const sets = [properties, ...sources.map((source) => source.properties)].map(
    (holder) => textValue(holder.dataSrcset) ?? textValue(holder.srcSet) ?? "",
  );
  return [
    ...ADDRESSES.map((name) => textValue(properties[name])),
    ...sets.map(largestCandidate),
    textValue(properties.src),
  ].filter((candidate) => candidate !== null && candidate.trim() !== "") as string[];
}

/** Whether an image in <noscript> is one of those that the image before or after it shows once scripts run. */
function isTwin(found: readonly Found[], at: number, rules: ImageRules): boolean {
  const image = found[at];
  const key = image?.inNoscript ? withoutQuery(image.resolved) : null;
  if (key === null) return false;
  return [found[at - 1], found[at + 1]].some(
    (other) =>
      other !== undefined &&
      !other.inNoscript &&
      candidatesOf(other.element.properties, other.parent).some(
        (written) => withoutQuery(resolveImage(written, rules)) === key,
      ),
  );
}

function withoutQuery(resolved: Resolved): string | null {
  return resolved.kind === "image" ? addressKey(resolved.address).replace(/\?.*$/s, "") : null;
}

function show({ element, parent, caption }: Found, address: ImageAddress): InlineImage {
  const { properties } = element;
  const { width, height } = sizeOf(properties, isElement(parent) ? parent.properties : null);
  const declared = textValue(properties.dataOriginalFormat) ?? textValue(properties.type) ?? "";
  const alt = textValue(properties.alt);
  element.properties = shown(properties, shownAddress(address), width, height);
  return {
    address,
    width,
    height,
    format: formatOf(address) ?? formatNamed(declared),
    alt: alt === null ? null : oneLine(alt) || null,
    caption,
  };
}

/** An image without an entry: data of its own, or an address that leads nowhere. */
function keep({ element, parent, written, resolved }: Found, report: Report): void {
  const { width, height } = sizeOf(element.properties, isElement(parent) ? parent.properties : null);
  // A slash at the beginning is for images of the source.
  element.properties = shown(element.properties, written.trim().replace(/^[/\\]+/, ""), width, height);
  if (resolved.kind === "unresolvable") {
    report("IMAGE_UNRESOLVED", `An image of the body leads nowhere: ${written.trim()}`);
  }
}

/** The address of an image in stored HTML: a file of the source is `/` and its path below the source's root, encoded. */
export function shownAddress({ url, localPath }: ImageAddress): string {
  return url ?? `/${localPath.split("/").map(encodeURIComponent).join("/")}`;
}

function shown({ alt, title }: Properties, src: string, width: number | null, height: number | null): Properties {
  return {
    src,
    ...(typeof alt === "string" ? { alt } : {}),
    ...(typeof title === "string" && title !== "" ? { title } : {}),
    ...(width === null ? {} : { width }),
    ...(height === null ? {} : { height }),
    loading: "lazy",
    referrerPolicy: "no-referrer",
  };
}

function textValue(value: Properties[string]): string | null {
  return typeof value === "string" ? value : null;
}
