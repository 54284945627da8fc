package palimpsest.runtime.wiring;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import palimpsest.memory.database.Schema;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.postgres.EmbeddedKind;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/** The embedded database, started and brought up to date in a thread of its own while the beans that do not need it are made. */
public final class EmbeddedDatabaseStart implements DisposableBean {

    /** A packed database with the tables of this version, which a new one is unpacked from: set by {@code ./palimpsest}, whose build made it. */
    public static final String TEMPLATE = "palimpsest.database.template";

    /** PGlite does one thing at a time; a few connections let readers wait there and not here. */
    private static final int POOL = 4;

    private record Started(EmbeddedPostgres postgres, TenantDataSource dataSource) {}

    private final FutureTask<Started> started;
    private boolean postgresTaken;
    private boolean dataSourceTaken;

    EmbeddedDatabaseStart(PalimpsestProperties properties, ApplicationContext context) {
        Environment environment = context.getEnvironment();
        LocalPostgresOptions options = LocalPostgresOptions.in(properties.dataDirectoryOrDefault())
                .withKind(EmbeddedKind.valueOf(properties.database().embedded().name()));
        String template = environment.getProperty(TEMPLATE);
        LocalPostgresOptions used = StringUtils.hasText(template) ? options.withTemplate(Path.of(template)) : options;
        boolean shares = environment.getProperty(EmbeddedDatabaseConfiguration.SHARED, Boolean.class, false);
        TenantScope withoutScope = DatabaseConfiguration.withoutScope(context);
        this.started = new FutureTask<>(() -> start(used, shares, properties, withoutScope));
        Thread.ofPlatform().daemon().name("embedded-database-start").start(started);
    }

    /** Begins before the beans of an application are made: as an initializer of its context. */
    public static void beforeBeans(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (StringUtils.hasText(environment.getProperty(WithDatabaseUrl.PROPERTY))) {
            return;
        }
        PalimpsestProperties properties;
        try {
            properties = Binder.get(environment).bindOrCreate("palimpsest", PalimpsestProperties.class);
        } catch (BindException e) {
            // said when the properties' own bean is made
            return;
        }
        var start = new EmbeddedDatabaseStart(properties, context);
        var beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton("embeddedDatabaseStart", start);
        beans.registerDisposableBean("embeddedDatabaseStart", start);
    }

    private static Started start(LocalPostgresOptions options, boolean shares, PalimpsestProperties properties, TenantScope withoutScope) {
        EmbeddedPostgres postgres = EmbeddedPostgres.open(options, shares);
        var turn = new MigrationTurn(options.dataDirectory());
        try {
            var config = new HikariConfig();
            config.setJdbcUrl(postgres.jdbcUrl());
            config.setMaximumPoolSize(postgres.started().filter(LocalPostgres::isNative).isPresent() ? properties.database().poolSize() : POOL);
            return new Started(postgres, DatabaseConfiguration.open(config, properties, (pool, schema) -> turn.migrate(() -> Schema.migrate(pool, schema)), withoutScope,
                    "The embedded PostgreSQL could not be prepared"));
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Waits for the database; whoever takes it closes it. */
    EmbeddedPostgres takePostgres() {
        EmbeddedPostgres postgres = get().postgres();
        postgresTaken = true;
        return postgres;
    }

    /** Waits for the pool; whoever takes it closes it. */
    TenantDataSource takeDataSource() {
        TenantDataSource dataSource = get().dataSource();
        dataSourceTaken = true;
        return dataSource;
    }

    private Started get() {
        try {
            return started.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("The embedded PostgreSQL could not be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the embedded PostgreSQL was starting", e);
        }
    }

    /** Ends what no bean took, because another bean failed first. */
    @Override
    public void destroy() throws Exception {
        Started left;
        try {
            left = get();
        } catch (RuntimeException e) {
            // nothing was left open, and the failure that ends the application is told by others
            return;
        }
        if (!dataSourceTaken) {
            dataSourceTaken = true;
            left.dataSource().close();
        }
        if (!postgresTaken) {
            postgresTaken = true;
            left.postgres().close();
        }
    }
}
