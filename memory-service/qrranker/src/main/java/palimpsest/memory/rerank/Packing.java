package palimpsest.memory.rerank;

/** How candidates stand in a model's window. */
public enum Packing {

    /** Each alone with the query (decision 0009). The only one for encoders. */
    ALONE,

    /** As many as fit in one window, numbered, and the query behind them (QRHead, arXiv 2506.09944, section 3). For decoders. */
    LISTWISE;

    /** Threads of one pass, as ONNX Runtime counts them: alone, candidates run beside each other; together, a pass takes all cores (0). */
    public int threads() {
        return this == ALONE ? 1 : 0;
    }
}
