export const problem = {
  unexpectedTitle: "The server gave an answer that was not expected",
  unexpectedDetail: (status: number) =>
    `The server answered ${status} without saying why. Try again; if it stays, look at the server's log.`,
  unreachableTitle: "The server cannot be reached",
  unreachableDetail:
    "The server does not answer. Check that it runs and that you are online, then try again.",
  unknown: "Something went wrong on this page. Reload it and try again.",
  pageTitle: "This page could not be shown",
  tryAgain: "Try again",
  reload: "Reload the page",
  notFoundTitle: "Page not found",
  notFoundDetail: "Nothing lives at this address. It may have been mistyped or moved.",
  goHome: "Go to the start page",
} as const;
