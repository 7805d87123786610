// The camera inside the page: for phones on which opening the camera app kills the page.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { openDialog } from './dialog.js';

/** @returns {Promise<File|null>} a JPEG, straight from the camera */
export async function openCamera(ctx) {
  const { t } = ctx;
  const video = h('video.camera', { playsinline: true, muted: true, autoplay: true, 'aria-label': t('camera.view') });
  const body = h('div.camera-body', null, video);
  let stream = null;
  const dialog = openDialog({
    t, title: t('camera.title'), wide: true, body,
    actions: [
      { label: t('app.cancel') },
      { label: t('camera.take'), tone: 'primary', run: async (close) => { if (stream) close(await shoot(video)); } },
    ],
  });
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: 'environment', width: { ideal: 2560 }, height: { ideal: 1920 } },
    });
    video.srcObject = stream;
  } catch (error) {
    console.warn(error);
    fill(body, h('p.notice.notice-negative', { role: 'alert' }, icon('warning'), h('span', null, t('camera.denied'))));
  }
  const file = await dialog.done;
  for (const track of stream?.getTracks() ?? []) track.stop();
  return file ?? null;
}

async function shoot(video) {
  const canvas = h('canvas', { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d').drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.92); });
  return blob ? new File([blob], 'foto.jpg', { type: 'image/jpeg' }) : null;
}
