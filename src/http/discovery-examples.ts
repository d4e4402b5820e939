/** An archive page: what there is, by category, tag and month. */
export const archive = `# What there is: the categories and tags with the
# most articles, and an archive by month.
#
# Facets count over the whole list, whatever page of
# it is shown. Try "filter": { "languages": ["en"] },
# or "unit": "YEAR".

query Archive(
  $filter: ArticleFilter
  $unit: DateUnit!
  $timeZone: String!
) {
  articles(first: 1, filter: $filter) {
    totalCount
    facets {
      categories(depth: 0, first: 10) {
        category {
          path
        }
        count
      }
      tags(first: 10) {
        tag {
          name
        }
        count
      }
      languages {
        language
        count
      }
      dates(unit: $unit, timeZone: $timeZone) {
        label
        start
        count
      }
    }
  }
}
`;

/** The foot of an article's page. */
export const readOn = `# What to read on: the articles before and after,
# and those that share tags, categories and words
# with it. All of it costs one statement a field,
# however many articles are listed.

query ReadOn {
  articles(first: 5) {
    nodes {
      title
      publishedAt
      previous {
        title
        slug
      }
      next {
        title
        slug
      }
      related(first: 3) {
        title
        slug
        tags {
          name
        }
      }
    }
  }
}
`;
