package palimpsest.peers;

/** One way to answer questions in conversations, with one tool. Safe for use by several threads. */
interface Peer extends AutoCloseable {

    /**
     * Answers by two calls of the model, with one call of the tool between them.
     *
     * @param conversation its number; a conversation keeps what was said in it
     * @throws Exception when there is no answer
     */
    String ask(int conversation, String question) throws Exception;
}
