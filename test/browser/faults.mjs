/** The page's first script: whatever goes wrong in it is told to its server. Not bundled, so that it runs where the bundle does not. */
const tell = (fault) => {
  void fetch('/fault', { method: 'POST', body: fault })
}
globalThis.addEventListener(
  'error',
  ({ message, filename, lineno, target, error }) =>
    tell(
      error?.stack ??
        (message === undefined
          ? `not loaded: ${target.src ?? target.href}`
          : `${message} (${filename}:${lineno})`),
    ),
  true, // what is not loaded tells its own element alone
)
globalThis.addEventListener('unhandledrejection', ({ reason }) =>
  tell(String(reason?.stack ?? reason)),
)
