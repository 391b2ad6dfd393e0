import { describe, expect, it } from 'vitest';
import { parseSetting, parseSettings, resolveOptions } from '../../src/runtime/configuration.ts';

const resolve = (content: string) => resolveOptions(parseSettings(content, 'my.conf'));

describe('settings', () => {
  it('take the last value of a key and ignore comments, blank lines and blanks around key and value', () => {
    const options = resolve('# comment\n! comment\n\n grpcServerPort = 9 \r\ngrpcServerPort=10\nbrokerName=b\n');
    expect(options.grpcServerPort).toBe(10);
    expect(options.brokerName).toBe('b');
    expect(options.flushDiskType).toBe('ASYNC_FLUSH');
  });

  it('keep an equals sign inside a value', () => {
    expect(parseSetting('storePathRootDir=/a=b')).toEqual({
      key: 'storePathRootDir',
      value: '/a=b',
      source: '--set',
    });
  });
});

describe('a bad setting stops the start with line, key and what would be valid', () => {
  it.each([
    ['no equals sign', 'a\n', "my.conf line 1: 'a' is not key=value"],
    ['no key', '\n=1', "my.conf line 2: '=1' is not key=value"],
    ['unknown key', 'grpcServerPrt=1', "my.conf line 1: unknown option 'grpcServerPrt'; did you mean grpcServerPort?"],
    [
      'unknown key that is like nothing',
      'zzzzzzzzzz=1',
      "my.conf line 1: unknown option 'zzzzzzzzzz'; conf/standalone.conf lists all options",
    ],
    [
      'not a number',
      'grpcServerPort=abc',
      "my.conf line 1: grpcServerPort='abc' is not valid; it takes a whole number from 0 to 65535",
    ],
    ['negative', 'grpcServerPort=-1', 'a whole number from 0 to 65535'],
    ['too large', 'grpcServerPort=65536', 'a whole number from 0 to 65535'],
    ['a fraction', 'grpcServerPort=1.5', 'a whole number from 0 to 65535'],
    ['empty number', 'grpcServerPort=', 'a whole number from 0 to 65535'],
    ['not a multiple', 'mappedFileSizeConsumeQueue=30', 'a multiple of 20'],
    ['a word for a boolean', 'autoCreateTopicEnable=yes', 'it takes true or false'],
    ['a choice in other letters', 'flushDiskType=sync_flush', 'it takes ASYNC_FLUSH or SYNC_FLUSH'],
    ['a certificate without a key', 'tlsCertPath=/x', 'tlsCertPath and tlsKeyPath go together'],
    ['an hour that no day has', 'deleteWhen=04;24', "deleteWhen='04;24' is not a list of hours"],
    ['a broker name with a blank', 'brokerName=a b', 'is not a name'],
    [
      'an invisible minimum above the maximum',
      'minInvisibleTimeMillsForRecv=5000\nmaxInvisibleTimeMills=4000',
      'must not be above maxInvisibleTimeMills',
    ],
    [
      'a message that fits no segment',
      'mappedFileSizeCommitLog=1000000',
      'maxMessageSize=4194304 does not fit mappedFileSizeCommitLog=1000000',
    ],
  ])('%s', (_case, content, text) => {
    expect(() => resolve(content)).toThrow(text);
  });

  it('on the command line names --set', () => {
    expect(() => resolveOptions([parseSetting('x=1')])).toThrow("--set: unknown option 'x'");
    expect(() => parseSetting('x')).toThrow("--set: 'x' is not key=value");
  });
});
