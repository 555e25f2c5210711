// Swagger UI from our own origin, with each request also as Python and R.

const plain = (request) => {
  const { url, method = "GET", body } = request.toJS ? request.toJS() : request;
  return { url, method: method.toUpperCase(), body: typeof body === "string" ? body : JSON.stringify(body ?? null) };
};

const quoted = (text) => JSON.stringify(text);

/** The address of the whole list as a flat table, when the contract has one; otherwise null. */
const table = (address) => {
  const url = new URL(address);
  const paths = window.ui.specSelectors.specJson().get("paths");
  if (/\.csv$/.test(url.pathname)) return address;
  if (!paths.has(`${url.pathname}.csv`)) return null;
  for (const name of ["limit", "cursor", "format"]) url.searchParams.delete(name);
  url.pathname += ".csv";
  return url.href;
};

const python = (request) => {
  const { url, method, body } = plain(request);
  if (method !== "GET") {
    return `import json\nimport httpx\n\nquestion = json.loads(${quoted(body)})\nanswer = httpx.request(${quoted(method)}, ${quoted(url)}, json=question).raise_for_status().json()`;
  }
  const csv = table(url);
  return csv
    ? `import pandas as pd\n\ntable = pd.read_csv(${quoted(csv)})`
    : `import httpx\n\nanswer = httpx.get(${quoted(url)}).raise_for_status().json()`;
};

const r = (request) => {
  const { url, method, body } = plain(request);
  if (method !== "GET") {
    return `library(httr2)\n\nanswer <- request(${quoted(url)}) |>\n  req_method(${quoted(method)}) |>\n  req_body_raw(${quoted(body)}, "application/json") |>\n  req_perform() |>\n  resp_body_json()`;
  }
  const csv = table(url);
  return csv ? `table <- read.csv(${quoted(csv)})` : `answer <- jsonlite::fromJSON(${quoted(url)})`;
};

/** The contract with optional parameters left empty: Swagger UI would send every example and default at once. */
const unfilled = (contract) => {
  const own = Object.values(contract.paths).flatMap(Object.values).flatMap((each) => each.parameters ?? []);
  for (const parameter of [...own, ...Object.values(contract.components.parameters)]) {
    if (parameter.required || parameter.$ref) continue;
    if (parameter.example !== undefined) parameter.description += ` For example \`${parameter.example}\`.`;
    if (parameter.schema.default !== undefined) parameter.description += ` Left out: \`${parameter.schema.default}\`.`;
    delete parameter.example;
    delete parameter.schema.default;
  }
  return contract;
};

/** Swagger UI draws fields without names, links to nowhere, and blocks that scroll out of reach of the keyboard. */
const repair = () => {
  for (const menu of document.querySelectorAll("#swagger-ui select:not([aria-label])")) {
    menu.setAttribute("aria-label", menu.closest("[data-param-name]")?.dataset.paramName ?? "Server");
  }
  for (const body of document.querySelectorAll("#swagger-ui .body-param__text:not([aria-label])")) {
    body.setAttribute("aria-label", "Request body");
  }
  for (const link of document.querySelectorAll("#swagger-ui a:not([href], [role])")) {
    link.setAttribute("role", "presentation"); // a click reaches the button around it
  }
  for (const block of document.querySelectorAll("#swagger-ui pre:not([tabindex])")) block.tabIndex = 0;
};
new MutationObserver(repair).observe(document.getElementById("swagger-ui"), { childList: true, subtree: true });

/** The contract with one file of each list: Swagger UI draws every operation of a group with each click. */
const withOneFile = (contract) => {
  for (const path of Object.keys(contract.paths)) {
    if (/\.(jsonl|xlsx|bib|ris)$/.test(path)) delete contract.paths[path];
  }
  return contract;
};

/** Swagger UI has a dark theme that waits for a class: follow the colour scheme of the reader. */
const dark = matchMedia("(prefers-color-scheme: dark)");
const followScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followScheme);
followScheme();

window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  responseInterceptor: (response) => {
    const isContract = new URL(response.url, location).pathname === "/openapi.json";
    if (isContract) response.text = JSON.stringify(withOneFile(unfilled(JSON.parse(response.text))));
    return response;
  },
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [{ fn: { requestSnippetGenerator_python: python, requestSnippetGenerator_r: r } }],
  requestSnippetsEnabled: true,
  requestSnippets: {
    defaultExpanded: true,
    languages: ["curl_bash", "python", "r"],
    generators: {
      curl_bash: { title: "curl", syntax: "bash" },
      python: { title: "Python", syntax: "python" },
      r: { title: "R", syntax: "r" },
    },
  },
  // Highlighting a whole table takes a minute; every open operation is drawn again with each key.
  syntaxHighlight: false,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  deepLinking: false, // its links lie inside of buttons
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
