/** A voice in place of typing, for any question. */

import { $, words } from "@vault/page";

const MOST_SECONDS = 20 * 60;

export function canRecord(): boolean {
  return "MediaRecorder" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);
}

/**
 * The record button of one question. `taken` gets the recording when it stops.
 *
 * Gives what ends a recording that runs, as its button does, and waits until it was taken: no
 * microphone stays on unseen, and nothing is sent without what was said.
 */
export function recorder(box: HTMLElement, taken: (voice: Blob) => void): () => Promise<void> {
  const button = $<HTMLButtonElement>("button", box);
  const time = $("[data-slot=time]", box);
  const start = button.textContent;
  let running: MediaRecorder | undefined;
  let asked = 0; // a browser may ask for the microphone until long after the person went on
  let over: Promise<void> = Promise.resolve();
  const end = () => {
    asked += 1;
    if (running?.state === "recording") running.stop();
    return over;
  };
  box.hidden = false;
  button.addEventListener("click", async () => {
    if (running) return end();
    asked += 1;
    const mine = asked;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      time.textContent = words("no_microphone");
      return;
    }
    if (mine !== asked) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    const parts: Blob[] = [];
    const began = Date.now();
    running = new MediaRecorder(stream, { audioBitsPerSecond: 24_000 });
    const recording = running;
    const clock = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      const rest = String(seconds % 60).padStart(2, "0");
      time.textContent = `${Math.floor(seconds / 60)}:${rest}`;
      if (seconds >= MOST_SECONDS) recording.stop();
    }, 500);
    recording.ondataavailable = (event) => parts.push(event.data);
    over = new Promise((done) => {
      recording.onstop = () => {
        clearInterval(clock);
        for (const track of stream.getTracks()) track.stop();
        running = undefined;
        button.textContent = start;
        time.textContent = "";
        taken(new Blob(parts, { type: recording.mimeType.split(";")[0] ?? "audio/webm" }));
        done();
      };
    });
    recording.start(1000);
    button.textContent = words("stop");
  });
  return end;
}
