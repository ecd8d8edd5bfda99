// What a form gains where there is JavaScript: one large area for photos, which makes them small before they travel;
// the phone's position; the number of characters left; printing. Without it every form works by its buttons.
(() => {
  "use strict";
  const EDGE = 1600, QUALITY = 0.8;

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

  function upload(area) {
    const input = area.querySelector("input[type=file]"), add = document.getElementById(input.id + "-add");
    area.classList.add("upload");
    input.classList.remove("input");
    for (const part of area.querySelectorAll("span[hidden]")) part.hidden = false;
    add.hidden = true;
    input.addEventListener("change", async () => {
      if (!input.files.length) return;
      area.setAttribute("aria-busy", "true");
      const made = new DataTransfer();
      for (const file of input.files) made.items.add(await smaller(file));
      input.files = made.files;
      input.form.requestSubmit(add);
    });
  }

  function locate(box) {
    if (!navigator.geolocation) return;
    const name = box.dataset.locate, status = document.getElementById("pesan");
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => {
      box.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          box.removeAttribute("aria-busy");
          document.getElementById(name + "_latitude").value = coords.latitude.toFixed(6);
          document.getElementById(name + "_longitude").value = coords.longitude.toFixed(6);
          document.getElementById(name + "-point").open = true;
          status.textContent = box.dataset.located;
        },
        () => {
          box.removeAttribute("aria-busy");
          status.textContent = box.dataset.failed;
        },
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    });
  }

  // Said when typing stops; it never blocks.
  function count(area) {
    const left = document.getElementById(area.id + "-left"), most = Number(area.dataset.longest), pattern = left && left.textContent;
    if (!left) return;
    let pause;
    area.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        const typed = window.Intl && Intl.Segmenter ? [...new Intl.Segmenter().segment(area.value)].length : [...area.value].length;
        left.textContent = pattern.replace(/-?[\d.,]+/, String(most - typed));
      }, 600);
    });
  }

  function begin(root) {
    for (const [selector, make] of [["[data-upload]", upload], ["[data-locate]", locate], ["textarea[data-longest]", count]]) {
      for (const element of root.querySelectorAll(selector)) {
        if (element.dataset.begun) continue;
        element.dataset.begun = "1";
        make(element);
      }
    }
    for (const button of root.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.onclick = () => window.print();
    }
  }

  begin(document);
  document.addEventListener("htmx:after:swap", () => begin(document));
})();
