package palimpsest.runtime.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes what is sent to a collector of OpenTelemetry over HTTP. */
final class MetricSink implements AutoCloseable {

    private final HttpServer server;
    /** Protocol buffers; names stand in them as they are. */
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    MetricSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/metrics", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics";
    }

    boolean holds(String name) {
        return bodies.stream().anyMatch(body -> body.contains(name));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
