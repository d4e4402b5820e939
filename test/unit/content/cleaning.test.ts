import { expect, test } from "vitest";
import { articleWithBody } from "./support.ts";

const htmlOf = (body: string) => articleWithBody(`<div>${body}</div>`).html.replace(/^<div>|<\/div>$/g, "");

test.each([
  ["<p></p><p>a</p><div> </div><p><br></p><p>\u00a0</p><span></span><p>b</p>", "<p>a</p><p>b</p>"],
  ["<div><section><p></p></section></div><p>a</p>", "<p>a</p>"],
  ["<p>a</p><ul></ul><blockquote><p> </p></blockquote><h2></h2>", "<p>a</p>"],
  // An advertisement's box, once its script and frame are gone.
  ["<p>a</p><div><div><script>b()</script><iframe src='https://ads.example/'></iframe></div></div>", "<p>a</p>"],
  ["<p>a <b></b>b</p>", "<p>a b</p>"],
])("wrappers around nothing go: %s", (body, html) => {
  expect(htmlOf(body)).toBe(html);
});

test.each([
  "a<p></p>b",
  "<p>a<b> </b>b</p>",
  "<ul><li></li><li>a</li></ul>",
  "<table><tbody><tr><td></td><td>a</td></tr></tbody></table>",
  '<p><img src="https://a.example/b.jpg" loading="lazy" referrerpolicy="no-referrer"></p>',
  '<div><video src="/a.mp4" controls></video></div>',
  "<hr>",
  "<pre></pre>",
  "<p>a<br><br>b</p>",
])("what shows something, or holds text apart, stays: %s", (html) => {
  expect(htmlOf(html)).toBe(html);
});

test.each([
  '<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3><ul><li><a href="/?share=x">Click to share on X (Opens in new window)</a></li></ul></div>',
  '<div class="addtoany_share_save_container"><a href="/a"><img src="https://a.example/button.png"></a></div>',
  '<div class="bdsharebuttonbox"><a href="#">分享到：</a><a href="#">QQ空间</a></div>',
  '<div class="jiathis_style"><span>分享到：</span><a href="#">微博</a></div>',
  '<div class="social-share" id="x"></div>',
  '<div class="feedflare"><a href="http://feeds.feedburner.com/~ff/x"><img src="http://feeds.feedburner.com/~ff/x?d=1"></a></div>',
])("share boxes go, with their buttons: %s", (box) => {
  const article = articleWithBody(`<p>a</p>${box}<p>b</p>`);
  expect(article.html).toBe("<p>a</p><p>b</p>");
  expect(article.images).toEqual([]);
});

test.each([
  '<div class="sharedaddy"><p>A whole article that somebody put into such a box by mistake stays what it is, word by word, to its very end.</p></div>',
  '<div class="social-share"><pre>code</pre></div>',
  '<p class="share">Share this recipe with your friends.</p>',
  '<div class="my-social-share-story"><p>x</p></div>',
])("an article's own text stays, whatever its box is called: %s", (box) => {
  const words = (html: string) => html.replace(/<[^>]*>/g, "");
  expect(articleWithBody(`<p>a</p>${box}`).text.replace(/\s+/g, " ")).toBe(`a ${words(box)}`);
});

test.each([
  '<img src="https://a.example/b.gif" width="1" height="1">',
  '<img src="https://a.example/b.gif" width="0" height="0">',
  '<img src="https://a.example/b.gif" style="width: 1px; height:1px">',
  '<img src="data:image/gif;base64,R0lGOD" width="1" height="1">',
  '<img src="http://feeds.feedburner.com/~r/blog/~4/abc">',
  '<img src="https://pixel.wp.com/b.gif?x=1">',
  '<img src="https://stats.wordpress.com/b.gif?host=a">',
  '<img src="https://ad.doubleclick.net/x">',
  '<img src="https://www.facebook.com/tr?id=1&amp;noscript=1">',
  '<noscript><img src="https://hm.baidu.com/hm.gif"></noscript>',
])("what only counts readers is no image: %s", (pixel) => {
  const article = articleWithBody(`<p>a${pixel}</p>`);
  expect(article.html).toBe("<p>a</p>");
  expect(article.images).toEqual([]);
});

test.each([
  '<img src="https://a.example/b.gif" width="1" height="300">',
  '<img src="https://a.example/b.gif" width="100%" height="1">',
  '<img src="data:image/gif;base64,R0lGOD" data-src="https://a.example/b.gif" width="1" height="1">',
  '<img src="https://wp.com/pixel.png">',
  '<img src="https://www.facebook.com/trees.png">',
  '<img src="https://feeds.feedburner.com/a.png">',
])("an image stays one: %s", (image) => {
  expect(articleWithBody(`<p>${image}</p>`).images).toHaveLength(1);
});
