package ksim.core.timing.pipeline;

/** Is told how micro-operations go through the core, in program order. */
public interface PipelineRecorder {
  /**
   * The micro-operations of a block follow.
   *
   * @param program the block
   * @param instructions how many of its instructions are executed
   */
  void begin(BlockProgram program, int instructions);

  /** A micro-operation has gone through. */
  void record(UopEvent event);
}
