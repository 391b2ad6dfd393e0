/** The wire messages. Everybody imports them from here, so that the codec is set up before it is used. */
import './plain-numbers.ts';

export { admin, v2, wellKnown } from './gen/messages.js';
