import { expect, test } from "vitest";
import { fillTemplate, templateProblem, unfillTemplate } from "../../../src/images/template.ts";

test.each([
  "https://wsrv.nl/?url={url}[&w={width}][&h={height}][&output={format}][&q={quality}]",
  "https://imgproxy.example.com/insecure[/w:{width}][/h:{height}][/q:{quality}][/f:{format}]/plain/{url}",
  "https://images.example/{url}",
])("%s can be used", (template) => {
  expect(templateProblem(template)).toBeNull();
});

test.each([
  ["proxy", "it takes gateway, original, or an address"],
  ["ftp://a.example/{url}", "it takes gateway, original, or an address"],
  ["https://a.example/", "it holds {url} once"],
  ["https://a.example/[{url}]", "it holds {url} once"],
  ["https://a.example/{url}/{url}", "it holds {url} once"],
  ["https://a.example/{url}?w={width}", "{width} stands in brackets"],
  ["https://a.example/{url}[&b={blur}]", "{blur} is none of {url}, {width}"],
])("%s cannot: %s", (template, problem) => {
  expect(templateProblem(template)).toContain(problem);
});

test("brackets go with a value that is missing in them, and stay where there is none", () => {
  const values = { url: "http://a/b", width: 320, height: null, format: null, quality: null };
  expect(fillTemplate("http://[::1]/{url}[-{width}x{height}][-{width}]", values)).toBe(
    "http://[::1]/http%3A%2F%2Fa%2Fb-320",
  );
});

test("the image is found in an address without anything else, and in no other", () => {
  const template = "https://a.example/[w={width}/]x/{url}.img";
  expect(unfillTemplate(template, "https://a.example/x/http%3A%2F%2Fa%2Fb.img")).toBe("http://a/b");
  for (const other of ["https://b.example/x/y.img", "https://a.example/x/%E.img"]) {
    expect(unfillTemplate(template, other)).toBeNull();
  }
});
