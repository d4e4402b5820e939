import { type ASTVisitor, getNamedType, isIntrospectionType, type ValidationContext } from "graphql";
import type { Plugin } from "graphql-yoga";
import { introspectionOff } from "./errors.ts";

/** Tells nothing of the schema but what a request names itself: `__schema` and `__type` are refused, no name is suggested. */
export function useHiddenSchema(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoIntrospection);
    },
    // Of documents, of variables and of literals alike, errors end with what may have been meant.
    onResultProcess({ result }) {
      const results = Array.isArray(result) ? result : [result];
      for (const one of results) {
        if (!("errors" in one)) continue;
        for (const error of one.errors ?? []) error.message = withoutSuggestion(error.message);
      }
    },
  };
}

/** A rule of validation. Its name is what results are kept by. */
function NoIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      const parent = context.getParentType();
      const type = context.getType();
      if (!type || !isIntrospectionType(getNamedType(type)) || (parent && isIntrospectionType(parent))) return;
      context.reportError(introspectionOff(node));
    },
  };
}

const withoutSuggestion = (message: string): string => {
  const start = message.indexOf(" Did you mean ");
  return start === -1 ? message : message.slice(0, start);
};
