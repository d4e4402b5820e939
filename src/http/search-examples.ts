export const search = `# A search box: what is found, best match first, with
# what matches marked, and what the box would suggest.
#
# The last word may be unfinished; "…" in quotes looks
# for a phrase. Traditional and simplified characters
# are the same, and so are é and e.

query Search(
  $query: String!
  $filter: ArticleFilter
  $first: Int
  $after: String
) {
  search(
    query: $query
    filter: $filter
    first: $first
    after: $after
  ) {
    totalCount
    edges {
      score
      title
      snippets
      node {
        slug
        publishedAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  suggest(prefix: $query) {
    __typename
    ... on Article {
      title
      slug
    }
    ... on Category {
      path
    }
    ... on Tag {
      name
    }
    ... on Author {
      name
    }
  }
}
`;
