import js from "@eslint/js";
import globals from "globals";

const ONE_LINE = {
  selector: "TemplateElement[value.raw=/\\n/]",
  message: "Indentation is left out of served scripts (web/assets.py), so a text must not go over several lines.",
};

export default [
  { ignores: [".*/", "instance/"] },
  js.configs.recommended,
  {
    rules: {
      complexity: ["error", 10],
      "max-lines-per-function": ["error", { max: 50, skipComments: true }],
      "no-restricted-syntax": ["error", ONE_LINE],
      "prefer-const": "error",
    },
  },
  {
    files: ["revision_app/static/js/*.js"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["tests/support/*.js"],
    languageOptions: { globals: { ...globals.browser, ace: "readonly" }, sourceType: "script" },
  },
  {
    files: ["revision_app/static/worker/*.js"],
    languageOptions: { globals: globals.serviceworker, sourceType: "script" },
  },
];
