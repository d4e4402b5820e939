// The tabs that take a key: without one, the answer says how to get it.

/** What the last imports came to. */
export const importRuns = `# What the last imports did, and what they could not
# do.
#
# This takes a key, which a terminal makes:
#
#   npm run api-key -- create graphiql
#
# Put it under Headers, below:
#
#   { "Authorization": "Bearer bsk_..." }

query ImportRuns($source: String, $first: Int) {
  importRuns(source: $source, first: $first) {
    nodes {
      id
      source {
        name
      }
      status
      dryRun
      startedAt
      finishedAt
      filesTotal
      filesRead
      created
      updated
      unchanged
      renamed
      deleted
      skipped
      failed
      issues(severity: [ERROR], first: 20) {
        totalCount
        nodes {
          path
          line
          code
          message
          hint
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

/** Sends an article, and writes nothing: the variables say dryRun. */
export const importArticles = `# Sends articles, as a script does that has no folder
# here. It takes a key, like ImportRuns.
#
# As it stands it only tries: set "dryRun" to false to
# write. The same path again changes the article.

mutation ImportArticles($input: ImportArticlesInput!) {
  importArticles(input: $input) {
    run {
      status
      created
      updated
      unchanged
      failed
      issues(first: 20) {
        nodes {
          path
          line
          severity
          code
          message
          hint
        }
      }
    }
    articles {
      id
      slug
      title
    }
    userErrors {
      code
      message
      field
    }
  }
}
`;

const HELLO = `---
title: Hello
date: 2026-01-02 08:30:00
categories: [Notes, First steps]
---
This article was *sent*, not found.
`;

/** The variables of importArticles. */
export const articlesToImport = {
  input: { source: "sent", timeZone: "UTC", files: [{ path: "hello.md", content: HELLO }], dryRun: true },
};
