package palimpsest.benchmarks.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before several runtimes as nginx does with its defaults: each request goes to the next one, and to the one after that when nothing listens there or, of
 * a request that changes nothing, when the connection breaks. It stands in for nginx where there is none.
 */
final class RoundRobinProxy implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final int BAD_GATEWAY = 502;

    private final List<RuntimeUnderLoad> runtimes;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger next = new AtomicInteger();

    RoundRobinProxy(List<RuntimeUnderLoad> runtimes) throws IOException {
        this.runtimes = runtimes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::forward);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int first = next.getAndIncrement();
            for (int i = 0; i < runtimes.size(); i++) {
                RuntimeUnderLoad runtime = runtimes.get(Math.floorMod(first + i, runtimes.size()));
                try {
                    copy(http.send(request(exchange, runtime.url(), body), HttpResponse.BodyHandlers.ofInputStream()), exchange);
                    return;
                } catch (ConnectException e) {
                    // Nothing was sent: the next one gets it.
                } catch (IOException e) {
                    if (!exchange.getRequestMethod().equals("GET") || exchange.getResponseCode() > 0) {
                        break;
                    }
                }
            }
            if (exchange.getResponseCode() < 0) {
                exchange.sendResponseHeaders(BAD_GATEWAY, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(HttpExchange exchange, String url, byte[] body) {
        var builder = HttpRequest.newBuilder(URI.create(url + exchange.getRequestURI()));
        for (String header : List.of("Content-Type", "Accept", "Authorization", "Idempotency-Key", "Last-Event-ID")) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                builder.header(header, value);
            }
        }
        return builder.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    private static void copy(HttpResponse<InputStream> response, HttpExchange exchange) throws IOException {
        try (InputStream content = response.body()) {
            response.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(response.statusCode(), 0);
            content.transferTo(exchange.getResponseBody());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
