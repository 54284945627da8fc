package palimpsest.runtime.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.util.FileSystemUtils;
import palimpsest.runtime.mcp.StdioScript;
import palimpsest.testkit.ScriptedModelServer;

/** One application for all tests of what others' programs meet; it ends with the tests' process. */
final class Doors {

    private static final Path DATA = folder();
    private static final ScriptedModelServer PROVIDER = ScriptedModelServer.start();
    private static final McpScript MCP = McpScript.start();
    private static final Served SERVED = Served.start(DATA, properties());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            SERVED.close();
            PROVIDER.close();
            MCP.close();
            FileSystemUtils.deleteRecursively(DATA.toFile());
        }));
    }

    private Doors() {}

    static Served served() {
        return SERVED;
    }

    /** The model of every agent that names none. */
    static ScriptedModelServer provider() {
        return PROVIDER;
    }

    /** A server whose tools agents may use. */
    static McpScript mcp() {
        return MCP;
    }

    private static Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("palimpsest.models.scripted.provider", "openai");
        properties.put("palimpsest.models.scripted.base-url", PROVIDER.baseUrl());
        properties.put("palimpsest.models.scripted.max-retries", 0);
        properties.put("palimpsest.default-model", "scripted");
        MCP.properties().forEach(properties::put);
        properties.put("palimpsest.mcp.servers.script.command", String.join(",", StdioScript.command()));
        properties.put("palimpsest.mcp.servers.script.tools", "shelf");
        properties.put("palimpsest.mcp.servers.script.read-only", "shelf");
        return properties;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("palimpsest-doors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
