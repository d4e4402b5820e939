import { sharedName } from "./inherited.ts";
import { titleText } from "./plain-text.ts";
import { childrenOf, textOf } from "./xml-children.ts";
import type { XmlElement } from "./xml-elements.ts";

const MAX_DEPTH = 16;

/** What posts of a WordPress export refer to, which can stand anywhere in it. Held in memory for the whole export. */
export class WordPressIndex {
  readonly #authors = new Map<string, string>();
  readonly #categories = new Map<string, { name: string; parent: string }>();
  readonly #attachments = new Map<string, string>();

  /** Takes in an element of the channel. */
  note(element: XmlElement): void {
    if (element.name === "wp:author") {
      const login = textOf(element, "wp:author_login");
      const name = textOf(element, "wp:author_display_name");
      if (login !== null && name !== null) this.#authors.set(own(login), own(sharedName(titleText(name))));
    } else if (element.name === "wp:category") {
      const name = textOf(element, "wp:cat_name");
      const key = textOf(element, "wp:category_nicename");
      const parent = textOf(element, "wp:category_parent") ?? "";
      if (name !== null && key !== null)
        this.#categories.set(own(key), { name: own(sharedName(titleText(name))), parent: own(parent) });
    } else if (element.name === "item" && textOf(element, "wp:post_type") === "attachment") {
      const id = textOf(element, "wp:post_id");
      const url = textOf(element, "wp:attachment_url");
      if (id !== null && url !== null) this.#attachments.set(own(id), own(url));
    }
  }

  /** The name that an author shows; the login where the export does not say. */
  authorNamed(login: string): string {
    return this.#authors.get(login) ?? login;
  }

  /** The names from the root down to a category. */
  chainOf({ text, attributes }: XmlElement): string[] {
    const chain: string[] = [];
    let at = this.#categories.get(attributes.nicename ?? "");
    if (at === undefined) return [titleText(text)];
    // A category that is its own ancestor, which a broken export can hold, ends at the bound.
    for (; at !== undefined && chain.length < MAX_DEPTH; at = this.#categories.get(at.parent)) chain.unshift(at.name);
    return chain;
  }

  /** The address of the image that a post is headed by. */
  thumbnailOf(post: XmlElement): string | null {
    const meta = childrenOf(post, "wp:postmeta").find((one) => textOf(one, "wp:meta_key") === "_thumbnail_id");
    return this.#attachments.get((meta && textOf(meta, "wp:meta_value")) ?? "") ?? null;
  }
}

/** A copy: a part of a text keeps the whole piece of the file in memory that it was read in. */
const own = (text: string): string => Buffer.from(text).toString();
