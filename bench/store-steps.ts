import { appendStep, plainStep } from './store-append.ts';
import { readStep } from './store-read.ts';
import { buildStep, growStep, openStep } from './store-recovery.ts';
import type { StepOutcome, StepSettings } from './store-settings.ts';
import { syncStep } from './store-sync.ts';

/** `notice` tells the parent something before the end. */
export function runStep(settings: StepSettings, notice: (text: string) => void): Promise<StepOutcome> {
  switch (settings.kind) {
    case 'append':
      return appendStep(settings);
    case 'plain':
      return plainStep(settings);
    case 'sync':
      return syncStep(settings);
    case 'read':
      return readStep(settings);
    case 'build':
      return buildStep(settings, notice);
    case 'grow':
      return growStep(settings, notice);
    case 'open':
      return openStep(settings);
  }
}
