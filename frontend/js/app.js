// Everything a page needs besides its markup. Order matters only for htmx: it reads the page last.
import "htmx.org";
import "./toasts.js";
import "./tabs.js";
import "./menus.js";
import "./tips.js";
import "./ask.js";
import "./forms.js";
import "./combobox.js";
import "./codes.js";
import "./dialog.js";
import "./list.js";
import "./palette.js";
import "./keys.js";
import "./search.js";
import "./times.js";
import "./copy.js";
