/** Something to ask, by which statements are reached. */
export interface Operation {
  /** As the table names what statements were asked for. */
  name: string;
  /** GraphQL. */
  query: string;
  variables?: Record<string, unknown>;
  /** Ask it again for what comes after its first page. */
  again?: boolean;
}
