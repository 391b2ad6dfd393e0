import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSettings, renderConfigurationFile, resolveOptions } from '../../src/runtime/configuration.ts';
import { optionSpecs } from '../../src/runtime/options.ts';

const file = readFileSync(new URL('../../conf/standalone.conf', import.meta.url), 'utf8');

describe('conf/standalone.conf', () => {
  it('is the option table, word for word', () => {
    expect(file).toBe(renderConfigurationFile());
  });

  it('sets every option once, to its default', () => {
    const settings = parseSettings(file, 'standalone.conf');
    expect(settings.map((setting) => setting.key)).toEqual([...optionSpecs.keys()]);
    expect(resolveOptions(settings)).toEqual(resolveOptions([]));
  });
});
