import { archive, readOn } from "./discovery-examples.ts";
import type { ExampleMaterial } from "./example-material.ts";
import { responsiveImages } from "./image-examples.ts";
import { articlesToImport, importArticles, importRuns } from "./import-examples.ts";
import { search } from "./search-examples.ts";

/** An example query, which GraphiQL shows as a tab named after its operation. */
export interface Example {
  query: string;
  /** JSON. */
  variables?: string;
}

// The first one takes no variables: GraphiQL does not show those of the tab that it opens with.
const articleWithImages = `# The newest article that has images, and each
# image of its body in reading order, with its
# size where that is known.
#
# Play, or Ctrl-Enter, runs it. Ctrl-Space tells
# what else could be asked for.

query ArticleWithImages {
  articles(first: 1, filter: { hasImages: true }) {
    nodes {
      title
      slug
      publishedAt
      author {
        name
      }
      categories {
        path
      }
      headImage {
        url
        width
        height
      }
      excerpt(length: 200)
      images(first: 20) {
        totalCount
        edges {
          position
          alt
          caption
          node {
            url
            width
            height
            aspectRatio
          }
        }
      }
    }
  }
}
`;

const categoryPage = `# A category's page: its articles and those of the
# categories below it, newest first.
#
# The variables name it, from the root down. For
# the next page, set "after" to this endCursor.

query CategoryPage(
  $path: [String!]!
  $first: Int
  $after: String
) {
  category(by: { path: $path }) {
    name
    articleCount
    ancestors {
      name
      slug
    }
    children {
      name
      slug
      articleCount
    }
    articles(first: $first, after: $after) {
      totalCount
      nodes {
        title
        slug
        publishedAt
        excerpt(length: 80)
        thumbnail {
          url
          width
          height
        }
        categories {
          path
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
`;

const categoryTree = `# The tree of categories, three levels of it, with
# the number of articles in each and below it.

query CategoryTree {
  categories(filter: { depth: 0 }, first: 100) {
    totalCount
    nodes {
      ...Branch
      children {
        ...Branch
        children {
          ...Branch
        }
      }
    }
  }
}

fragment Branch on Category {
  name
  slug
  articleCount
}
`;

const imagesAndArticles = `# Images, and the articles that show them. What
# several articles show is one image here.

query ImagesAndArticles {
  images(first: 10) {
    totalCount
    nodes {
      id
      url
      originalUrl
      width
      height
      format
      articles(first: 5) {
        totalCount
        nodes {
          title
          slug
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const newestArticles = `# A front page: the newest articles.
#
# Try "filter": { "languages": ["en"] }, or
# "orderBy": { "field": "TITLE", "direction": "ASC" }.

query NewestArticles(
  $first: Int
  $after: String
  $filter: ArticleFilter
  $orderBy: ArticleOrder
) {
  articles(
    first: $first
    after: $after
    filter: $filter
    orderBy: $orderBy
  ) {
    totalCount
    nodes {
      title
      slug
      language
      publishedAt
      wordCount
      excerpt
      authors {
        name
      }
      tags {
        name
      }
      thumbnail {
        url
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const articleBlocks = `# Bodies as typed blocks, for frontends that render
# them natively. Together they show what "html" does.
# What fits no type is an HtmlBlock.

query ArticleBlocks {
  articles(first: 3) {
    nodes {
      title
      readingTime
      body {
        outline {
          level
          text
          anchor
        }
        blocks {
          __typename
          id
          ... on ParagraphBlock {
            text
          }
          ... on HeadingBlock {
            level
            text
            anchor
          }
          ... on ImageBlock {
            image {
              url
              width
              height
            }
            alt
            caption
            href
          }
          ... on ListBlock {
            ordered
            items
          }
          ... on QuoteBlock {
            text
          }
          ... on CodeBlock {
            language
            code
          }
          ... on TableBlock {
            header
            rows
          }
          ... on EmbedBlock {
            url
            provider
          }
          ... on MediaBlock {
            kind
            src
          }
          ... on HtmlBlock {
            html
          }
        }
        links {
          href
          text
          external
        }
      }
    }
  }
}
`;

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** The tabs that GraphiQL opens with. They return data whatever was imported; the last two take a key. */
export const exampleQueries = ({ category, word }: ExampleMaterial): Example[] => [
  { query: articleWithImages },
  { query: categoryPage, variables: json({ path: category, first: 10, after: null }) },
  { query: categoryTree },
  { query: imagesAndArticles },
  { query: responsiveImages, variables: json({ first: 3, width: 480 }) },
  {
    query: newestArticles,
    variables: json({ first: 10, after: null, filter: {}, orderBy: { field: "PUBLISHED_AT", direction: "DESC" } }),
  },
  { query: articleBlocks },
  { query: search, variables: json({ query: word, filter: {}, first: 5, after: null }) },
  { query: archive, variables: json({ filter: {}, unit: "MONTH", timeZone: "UTC" }) },
  { query: readOn },
  { query: importRuns, variables: json({ source: null, first: 5 }) },
  { query: importArticles, variables: json(articlesToImport) },
];
