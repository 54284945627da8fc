package palimpsest.runtime.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.ProtocolVersions;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands before the SDK's endpoint and does what it leaves out (MCP 2025-11-25, Transports, Streamable HTTP): the protocol's version
 * is checked, every refusal is a JSON-RPC error, and every event of a stream has an id of its own.
 */
public final class McpRequestFilter implements Filter {

    private static final List<String> VERSIONS = List.of(ProtocolVersions.MCP_2024_11_05, ProtocolVersions.MCP_2025_03_26, ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);
    private static final String SESSION = "Mcp-Session-Id";
    private static final String INITIALIZE = "initialize";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final McpJsonMapper mapper;
    private final int most;
    private final String events = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong event = new AtomicLong();

    /** @param most bytes of one message */
    public McpRequestFilter(McpJsonMapper mapper, int most) {
        this.mapper = mapper;
        this.most = most;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        var asked = (HttpServletRequest) request;
        var answer = (HttpServletResponse) response;
        if (asked.getMethod().equals("POST")) {
            post(asked, answer, chain);
            return;
        }
        Optional<Refusal> refusal = version(asked, null)
                .or(() -> asked.getMethod().equals("GET") && !accepts(asked, "text/event-stream")
                        ? Optional.of(refusal(406, null, "Accept must name text/event-stream.")) : Optional.empty())
                .or(() -> session(asked, null));
        pass(new Unresumed(asked), answer, chain, refusal, null, false);
    }

    private void post(HttpServletRequest asked, HttpServletResponse answer, FilterChain chain) throws IOException, ServletException {
        byte[] body = asked.getInputStream().readNBytes(most == Integer.MAX_VALUE ? most : most + 1);
        if (body.length > most) {
            pass(asked, answer, chain, Optional.of(refusal(413, null, "The message is larger than " + most + " bytes.")), null, false);
            return;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        Optional<McpFault> fault = McpFault.in(text, mapper);
        JsonNode message = fault.isPresent() ? JSON.createObjectNode() : JSON.readTree(text);
        Object id = McpFault.idOf(message);
        boolean first = message.path("method").asString("").equals(INITIALIZE);
        Optional<Refusal> refusal = fault.map(found -> new Refusal(400, found))
                .or(() -> !accepts(asked, "text/event-stream") || !accepts(asked, "application/json")
                        ? Optional.of(refusal(406, id, "Accept must name both application/json and text/event-stream.")) : Optional.empty())
                // The first request agrees on a version in its body.
                .or(() -> first ? Optional.empty() : version(asked, id))
                .or(() -> first ? Optional.empty() : session(asked, id));
        pass(new Repeated(asked, body), answer, chain, refusal, id, message.has("id") && !message.has("method"));
    }

    private static McpFault unasked(Object id) {
        return new McpFault(id, ErrorCodes.INVALID_REQUEST, "No request of this server has that id: it was answered, or given up.");
    }

    private static boolean accepts(HttpServletRequest asked, String type) {
        String accept = asked.getHeader("Accept");
        return accept != null && accept.contains(type);
    }

    private static Optional<Refusal> version(HttpServletRequest asked, Object id) {
        String version = asked.getHeader("Mcp-Protocol-Version");
        return version == null || VERSIONS.contains(version) ? Optional.empty()
                : Optional.of(refusal(400, id, "Mcp-Protocol-Version is none of " + String.join(", ", VERSIONS) + "."));
    }

    private static Optional<Refusal> session(HttpServletRequest asked, Object id) {
        String session = asked.getHeader(SESSION);
        return session == null || session.isBlank() ? Optional.of(refusal(400, id, SESSION + " is missing: initialize gives it.")) : Optional.empty();
    }

    private static Refusal refusal(int status, Object id, String message) {
        return new Refusal(status, new McpFault(id, ErrorCodes.INVALID_REQUEST, message));
    }

    private record Refusal(int status, McpFault fault) {}

    private void pass(HttpServletRequest asked, HttpServletResponse answer, FilterChain chain, Optional<Refusal> refusal, Object id, boolean response)
            throws IOException, ServletException {
        if (refusal.isPresent()) {
            write(answer, refusal.get().status(), refusal.get().fault());
            return;
        }
        chain.doFilter(asked, new Answer(answer, id, response));
    }

    private static void write(HttpServletResponse answer, int status, McpFault fault) throws IOException {
        answer.setStatus(status);
        answer.setContentType("application/json");
        answer.setCharacterEncoding(StandardCharsets.UTF_8.name());
        PrintWriter out = answer.getWriter();
        out.write(fault.json());
        out.flush();
    }

    /** What the SDK's endpoint refuses with a status, for whichever reason it writes. */
    private static McpFault fault(int status, Object id) {
        return switch (status) {
            case 404 -> new McpFault(id, McpFault.SESSION_NOT_FOUND, "The session is not known: begin a new one with initialize.");
            case 405 -> new McpFault(id, ErrorCodes.INVALID_REQUEST, "Only POST, GET and DELETE are answered here.");
            case 503 -> new McpFault(id, ErrorCodes.INTERNAL_ERROR, "The server is going down.");
            default -> status < 500 ? new McpFault(id, ErrorCodes.INVALID_REQUEST, "The message can't be taken.")
                    : new McpFault(id, ErrorCodes.INTERNAL_ERROR, "The request failed inside the runtime. Its log says why.");
        };
    }

    /** No events are kept: a stream that is resumed goes on with what is new. */
    private static final class Unresumed extends HttpServletRequestWrapper {

        Unresumed(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getHeader(String name) {
            return name.equalsIgnoreCase("Last-Event-ID") ? null : super.getHeader(name);
        }
    }

    /** The body is read once more by the SDK. */
    private static final class Repeated extends HttpServletRequestWrapper {

        private final byte[] body;

        Repeated(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            var bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("the body was read already");
                }

                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    return bytes.read(into, offset, length);
                }
            };
        }

        /** JSON is UTF-8, whatever the header says. */
        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }
    }

    /** Errors that the SDK writes are replaced, and so are its event ids, which are all alike. */
    private final class Answer extends HttpServletResponseWrapper {

        private final HttpServletResponse answer;
        private final Object id;
        private final boolean toResponse;
        private boolean refused;

        /** @param toResponse whether what was sent is itself a response: the SDK fails on one that nobody waits for */
        Answer(HttpServletResponse answer, Object id, boolean toResponse) {
            super(answer);
            this.answer = answer;
            this.id = id;
            this.toResponse = toResponse;
        }

        @Override
        public void setStatus(int status) {
            if (status < 400) {
                super.setStatus(status);
            } else {
                refuse(status);
            }
        }

        @Override
        public void sendError(int status) {
            refuse(status);
        }

        @Override
        public void sendError(int status, String message) {
            refuse(status);
        }

        private void refuse(int status) {
            if (refused || answer.isCommitted()) {
                return;
            }
            refused = true;
            try {
                boolean unasked = toResponse && status >= 500;
                write(answer, unasked ? 400 : status, unasked ? unasked(id) : fault(status, id));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            if (refused) {
                return new PrintWriter(Writer.nullWriter());
            }
            return new PrintWriter(super.getWriter()) {
                @Override
                public void write(String text) {
                    super.write(text.startsWith("id: ") ? "id: " + events + "-" + event.incrementAndGet() + "\n" : text);
                }
            };
        }
    }
}
