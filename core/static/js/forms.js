// What a form gains where there is JavaScript: one large area for photos, which makes them small before they travel;
// the phone's position; the number of characters left; copying and printing. Without it every form works by its buttons.
(() => {
  "use strict";
  const EDGE = 1600, QUALITY = 0.8, known = new WeakSet();
  const say = (text) => { document.getElementById("pesan").textContent = text; };

  // A phone's photo of 4 MB becomes about 300 KB. What cannot be read here is sent as it is: the server decides.
  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 400000 || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }

  // The place and the moment of a photo that was taken in the last five minutes, into the form's own fields.
  async function captured(form, file) {
    if (!navigator.geolocation || Date.now() - file.lastModified > 300000) return;
    const here = await new Promise((done) => {
      navigator.geolocation.getCurrentPosition(done, () => done(null), { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
    });
    form.elements.taken.value = new Date(file.lastModified).toISOString();
    if (!here) return;
    form.elements.latitude.value = here.coords.latitude.toFixed(6);
    form.elements.longitude.value = here.coords.longitude.toFixed(6);
  }

  // How each looks (again after htmx has put the server's word in), and what it does (once).
  const PARTS = {
    "[data-upload]": {
      look(area) {
        const input = area.querySelector("input");
        area.classList.add("upload");
        input.classList.remove("input");
        input.multiple = area.dataset.upload === "several";
        for (const part of area.querySelectorAll("span[hidden]")) part.hidden = false;
        document.getElementById(input.id + "-add").hidden = true;
      },
      live(area) {
        const input = area.querySelector("input");
        input.addEventListener("change", async () => {
          if (!input.files.length) return;
          area.setAttribute("aria-busy", "true");
          if ("evidence" in input.form.dataset) {
            // Proof is sent as it is: made smaller it would lose what the camera says. Beside it goes where and when, if it was taken just now.
            await captured(input.form, input.files[0]);
          } else {
            const made = new DataTransfer();
            for (const file of input.files) made.items.add(await smaller(file));
            input.files = made.files;
          }
          input.form.requestSubmit(document.getElementById(input.id + "-add"));
        });
      },
    },
    "[data-locate]": {
      look(box) { box.hidden = !navigator.geolocation; },
      live(box) {
        const name = box.dataset.locate;
        box.querySelector("button").addEventListener("click", () => {
          box.setAttribute("aria-busy", "true");
          navigator.geolocation.getCurrentPosition(
            ({ coords }) => {
              box.removeAttribute("aria-busy");
              document.getElementById(name + "_latitude").value = coords.latitude.toFixed(6);
              document.getElementById(name + "_longitude").value = coords.longitude.toFixed(6);
              document.getElementById(name + "-point").open = true;
              say(box.dataset.located);
            },
            () => {
              box.removeAttribute("aria-busy");
              say(box.dataset.failed);
            },
            { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
          );
        });
      },
    },
    // Said when typing stops; it never blocks.
    "textarea[data-longest]": {
      live(area) {
        let pause;
        area.addEventListener("input", () => {
          clearTimeout(pause);
          pause = setTimeout(() => {
            const left = document.getElementById(area.id + "-left");
            const typed = window.Intl && Intl.Segmenter ? [...new Intl.Segmenter().segment(area.value)].length : [...area.value].length;
            if (left) left.textContent = left.textContent.replace(/-?\d+/, String(area.dataset.longest - typed));
          }, 600);
        });
      },
    },
    "[data-print]": {
      look(button) { button.hidden = false; },
      live(button) { button.addEventListener("click", () => window.print()); },
    },
    "[data-copy]": {
      look(button) { button.hidden = !navigator.clipboard; },
      live(button) {
        button.addEventListener("click", async () => {
          await navigator.clipboard.writeText(button.dataset.copy);
          say(button.dataset.copied);
        });
      },
    },
  };

  function begin() {
    for (const [selector, part] of Object.entries(PARTS)) {
      for (const element of document.querySelectorAll(selector)) {
        part.look?.(element);
        if (!known.has(element)) {
          known.add(element);
          part.live(element);
        }
      }
    }
  }

  begin();
  document.addEventListener("htmx:after:swap", begin);
})();
