export const signIn = {
  title: "Sign in",
  email: "E-mail address",
  password: "Password",
  submit: "Sign in",
  failed: "You are not signed in",
  expired: "Your session is over. Sign in again to go on where you were.",
  showPassword: "Show or hide the password",
  help: "No access yet, or the password forgotten? An administrator of your team can give you a link.",
} as const;

export const start = {
  title: "Set up Pointsman",
  intro: "Create the first administrator. Everyone else is added from inside.",
  code: "One-time code",
  codeHint: "Printed in the terminal where Pointsman was started.",
  name: "Your name",
  email: "E-mail address",
  password: "Password",
  passwordHint: "At least 12 characters.",
  passwordTooShort: "Use at least 12 characters.",
  submit: "Create administrator",
  failed: "The administrator could not be created",
} as const;

export const welcome = {
  title: "Welcome",
  intro:
    "Your workspace is empty. Here is a good order to begin; you can leave any of it for later.",
  steps: {
    workflow: {
      title: "Add a workflow",
      detail:
        "Name it, add routes, publish it and press play. From then on it decides new inquiries.",
    },
    list: {
      title: "Add a list",
      detail:
        "Blocked addresses, allowed domains, countries: conditions can test whether someone is on it.",
    },
    inquiry: {
      title: "Try it with an inquiry",
      detail:
        "Fill in a form instead of waiting for your systems, and see what was decided and why.",
    },
    key: {
      title: "Connect your systems",
      detail: "Create an API key with the role Integrator. It may create and complete inquiries.",
    },
    team: {
      title: "Invite your team",
      detail: "Editors change workflows and lists; analysts decide inquiries.",
    },
  },
} as const;
