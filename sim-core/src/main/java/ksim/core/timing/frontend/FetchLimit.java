package ksim.core.timing.frontend;

/** What decided in which cycle a micro-operation entered the queue before issue. */
public enum FetchLimit {
  /** Its length, or that of the next instruction, was not found earlier. */
  PREDECODER,
  /** The predecoder had to do with length-changing prefixes. */
  LENGTH_CHANGING_PREFIX,
  /** Its code was not in the first-level cache, or its translation not in the first-level TLB. */
  CODE_MEMORY,
  /** The decoders had others to decode, or those that were free could not take it. */
  DECODERS,
  /** The microcode sequencer was busy, or it comes from there. */
  MICROCODE,
  /** It is what the micro-operation cache could deliver in that cycle. */
  UOP_CACHE,
  /** It is repeated from the queue, with the rest of its loop. */
  LOOP_BUFFER,
  /** The queue was full: issue is what limits. */
  QUEUE_FULL,
  /** Fetch began anew: after a misprediction, an exception, a serialising instruction. */
  REDIRECT
}
