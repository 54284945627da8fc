package palimpsest.runtime.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.wiring.BackgroundWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", mixinStandardHelpOptions = true, description = "Starts the runtime: web page, HTTP API, background work.")
final class ServeCommand implements Callable<Integer> {

    /** Not an exit code: the process goes on. */
    static final int SERVING = -1;

    private static final int HIGHEST_PORT = 65_535;

    @Option(names = "--port", paramLabel = "PORT", description = "Port on 127.0.0.1 (default: 8080; 0: a free one).")
    private Integer port;

    @Option(names = "--json", description = "Print one JSON line with the URL when ready.")
    private boolean json;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() {
        Map<String, Object> properties = data.properties();
        if (port != null) {
            if (port < 0 || port > HIGHEST_PORT) {
                throw new CommandFailed(ExitCode.NO_INPUT, "--port must be a number from 0 (a free one) to " + HIGHEST_PORT + ".");
            }
            properties.put("server.port", port);
        }
        var context = (ServletWebServerApplicationContext) DataOptions.start(WebApplicationType.SERVLET, properties);
        context.getBean(BackgroundWork.class).start();
        String url = "http://127.0.0.1:" + context.getWebServer().getPort();
        AgentModel model = context.getBean(ModelCatalog.class).defaultModel();
        if (json) {
            System.out.println(Output.json(Output.map("url", url, "model", model.name(), "language_model", model.languageModel())));
        } else {
            System.out.println("Palimpsest is ready: " + url);
            System.out.println("Model: " + model.name() + ". " + model.description());
            System.out.println("API: " + url + "/api/docs. Stop with Ctrl-C; unfinished work goes on at the next start.");
        }
        return SERVING;
    }
}
