/** Files on their way: photographs without where and when, uploads with their progress. */

import { ApiError } from "@vault/page";
import { SealingError } from "./sealing";

export interface Kept {
  blob: string;
  name: string;
  type: string;
  size: number;
  sha256: string;
  kept: "clean" | "evidence";
  question: string;
}

export const MOST_BYTES = 300_000_000;
const MOST_PIXELS = 50_000_000;
const QUALITY = 0.88;

/** Whether a canvas gives back what was painted: some browsers answer with noise, on purpose. */
async function honest(): Promise<boolean> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const brush = canvas.getContext("2d");
  if (!brush) return false;
  brush.fillStyle = "#204060";
  brush.fillRect(0, 0, 16, 16);
  const seen = brush.getImageData(0, 0, 16, 16).data;
  for (let at = 0; at < seen.length; at += 4) {
    if (seen[at] !== 0x20 || seen[at + 1] !== 0x40 || seen[at + 2] !== 0x60) return false;
  }
  return true;
}

/** A photograph painted anew: nothing but its colours is left. Raises SealingError "picture". */
export async function cleaned(file: File): Promise<Blob> {
  if (!(await honest())) throw new SealingError("canvas");
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new SealingError("picture");
  }
  try {
    if (picture.width * picture.height > MOST_PIXELS) throw new SealingError("picture");
    const canvas = document.createElement("canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    const brush = canvas.getContext("2d");
    if (!brush) throw new SealingError("picture");
    brush.drawImage(picture, 0, 0);
    return await new Promise((done, failed) => {
      canvas.toBlob(
        (made) => (made ? done(made) : failed(new SealingError("picture"))),
        type,
        QUALITY,
      );
    });
  } finally {
    picture.close();
  }
}

/** The name without a way to a folder; a cleaned photograph says nothing by its name either. */
export function nameOf(file: File, made: Blob, number: number): string {
  if (made === file) return file.name;
  return `photo-${number}.${made.type === "image/png" ? "png" : "jpg"}`;
}

/** Sends a sealed file. `progress` gets fractions. Raises ApiError. */
export function upload(
  address: string,
  frame: Blob,
  token: string,
  progress: (fraction: number) => void,
): Promise<string> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onerror = () => failed(new ApiError(0, null));
    request.onload = () => {
      const told = request.response as { id?: string } | null;
      if (request.status < 300 && told?.id) done(told.id);
      else failed(new ApiError(request.status, told));
    };
    request.send(frame);
  });
}
