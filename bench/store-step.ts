/** One step of the store bench in a process of its own; its parent sends the settings and is told the figures. */
import { once } from 'node:events';
import type { StepSettings } from './store-settings.ts';
import { runStep } from './store-steps.ts';

const [settings] = (await once(process, 'message')) as [StepSettings];
process.on('disconnect', () => process.exit(1));
const rssAtStartMib = process.memoryUsage.rss() / 2 ** 20;
let heapMaxMib = 0;
let buffersMaxMib = 0;
setInterval(() => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  heapMaxMib = Math.max(heapMaxMib, heapUsed / 2 ** 20);
  buffersMaxMib = Math.max(buffersMaxMib, arrayBuffers / 2 ** 20);
}, 100).unref();
const { figures, profile } = await runStep(settings, (text) => void process.send?.({ kind: 'notice', text }));
// The kernel's own maximum: nothing between two looks is missed.
const rssMaxMib = process.resourceUsage().maxRSS / 1024;
const memory = { rssMaxMib, rssAtStartMib, heapMaxMib, buffersMaxMib };
const outcome = { figures: { ...figures, ...memory }, ...(profile === undefined ? {} : { profile }) };
process.send?.({ kind: 'outcome', outcome }, () => process.exit(0));
