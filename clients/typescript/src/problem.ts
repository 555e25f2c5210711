import type { components } from "./contract.js";

type Problem = components["schemas"]["Problem"];

/**
 * An answer that is not a success, with the fields of its problem details (RFC 9457).
 *
 * `code` names the kind of problem; `errors` are the faults of the request, each with `code`, `place` and `problem`.
 * An answer of a program between, such as a proxy, has the type `about:blank` and no `code`.
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly type: string;
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: Problem["errors"];

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.type = problem.type;
    this.code = problem.code;
    this.title = problem.title;
    this.status = problem.status;
    this.detail = problem.detail;
    this.errors = problem.errors;
  }

  /** Returns the problem that a response tells. */
  static async of(response: Response): Promise<ProblemError> {
    const kind = mediaType(response);
    const told: Problem = {
      type: "about:blank",
      code: "",
      title: response.statusText,
      status: response.status,
      detail: `The answer is ${kind || "empty"}, not JSON of the API.`,
      errors: [],
    };
    const given = kind === "application/problem+json" ? ((await response.json()) as Partial<Problem>) : {};
    return new ProblemError({ ...told, ...given });
  }
}

/** Returns the media type of a response without its parameters. */
export function mediaType(response: Response): string {
  return (response.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}
