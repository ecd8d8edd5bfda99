// Loads the page again when the server says that something changed. One connection, and only while the page is seen:
// a browser has six of them for one server.
(() => {
  const { version, method } = document.currentScript.dataset;
  let source;

  const again = () => {
    if (method === "GET" || method === "HEAD") {
      location.reload();
    } else {
      document.querySelector("[data-changed]")?.removeAttribute("hidden");
    }
  };

  const listen = () => {
    source = new EventSource("/_dev/changes");
    source.addEventListener("version", (event) => {
      if (event.data !== version) {
        source.close();
        again();
      }
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) again(); // the server cannot start, and its page says why
    });
  };

  const look = () => {
    if (document.visibilityState === "visible") {
      if (!source || source.readyState === EventSource.CLOSED) listen();
    } else {
      source?.close();
    }
  };

  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", look);
})();
