// Runs before the first paint, so that a dark page never flashes white. Everything else waits.
(() => {
  const KEY = "manciple.theme";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto"; // storage may be forbidden; the system's choice is then good enough
    }
  };
  const apply = (choice = remembered()) => {
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.bsTheme = theme;
    document.documentElement.dataset.themeChoice = choice;
  };
  dark.addEventListener("change", () => apply());
  window.addEventListener("storage", (event) => event.key === KEY && apply());
  document.addEventListener("theme-chosen", (event) => {
    try {
      localStorage.setItem(KEY, event.detail);
    } catch {
      // the choice then lasts for this page only
    }
    apply(event.detail);
  });
  apply();
})();
