"""The servers that the WAR runs in, each in a directory of its own: standalone, Tomcat and WildFly.

The build fetches Tomcat and WildFly into target/servers; nothing is written there. Linux, standard library only.
"""
import glob
import hashlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time

import measure
from rows.commands import environment

HERE = os.path.dirname(os.path.abspath(__file__))
WAR = os.path.join(HERE, "..", "target", "slipway.war")
SERVERS = os.path.join(HERE, "..", "target", "servers")
FETCH = "mvn -q -B -ntp -Pfull pre-integration-test -DskipTests"
USER, PASSWORD = "admin", "benchmark"
READY_SECONDS = 180
# What WildFly's own start script gives to the JVM.
WILDFLY_OPENS = ["--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
                 "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
                 "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
                 "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
                 "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
                 *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in (
                     "com.sun.net.ssl.internal.ssl", "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io",
                     "java.net", "java.security", "java.util", "java.util.concurrent")),
                 "--add-opens=java.management/javax.management=ALL-UNNAMED",
                 "--add-opens=java.naming/javax.naming=ALL-UNNAMED", "-Djava.security.manager=allow"]
SERVER_XML = """<Server port="-1">
  <GlobalNamingResources>
    <Resource name="UserDatabase" auth="Container" type="org.apache.catalina.UserDatabase" readonly="true"
              factory="org.apache.catalina.users.MemoryUserDatabaseFactory" pathname="conf/tomcat-users.xml"/>
  </GlobalNamingResources>
  <Service name="Catalina">
    <Connector port="{port}" address="127.0.0.1" protocol="HTTP/1.1" socket.appReadBufSize="65536"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Realm className="org.apache.catalina.realm.UserDatabaseRealm" resourceName="UserDatabase"/>
      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="false"/>
    </Engine>
  </Service>
</Server>
"""
USERS_XML = """<tomcat-users xmlns="http://tomcat.apache.org/xml" version="1.0">
  <user username="{user}" password="{password}" roles="slipway-viewer,slipway-deployer,slipway-admin,manager-script"/>
</tomcat-users>
"""
MANAGER_XML = """<Context docBase="{home}/webapps/manager" privileged="true"/>
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Host:
    """A running server. `url` ends before the path of Slipway's resources."""

    def __init__(self, directory, options, settings):
        os.makedirs(directory)
        self.directory = directory
        self.home = os.path.join(directory, "home")
        self.port = free_port()
        self.options = [*options, *(f"-Dslipway.{name}={value}" for name, value in settings.items())]
        self.process = None

    def start(self, argv, **more):
        self.process = measure.Process(argv, self.directory, "server", environment(**more))

    def await_path(self, path, statuses):
        """Waits until a GET is answered so."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and not self.process.ended():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", path)
                if connection.getresponse().status in statuses:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        raise measure.Failed(f"the server in {self.directory} is not ready:\n{self.process.tail()}")

    def stop(self):
        """Ends the process. The directory stays: deleting it would slow what is measured next."""
        if self.process:
            self.process.stop()

    def live(self, name="bench"):
        """The directory of what is live."""
        return os.path.realpath(os.path.join(self.home, "live", name))

    # figures

    def resident(self):
        """MiB that it has now."""
        return measure.status_kib(self.process.pid, "VmRSS") / 1024

    def forget_peak(self):
        """The peak begins again at what it has now."""
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")

    def peak(self):
        """MiB that it had at most since then."""
        return measure.status_kib(self.process.pid, "VmHWM") / 1024

    def threads(self):
        return int(measure.status_kib(self.process.pid, "Threads"))

    def jcmd(self, *command):
        return subprocess.run(["jcmd", str(self.process.pid), *command], stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT, env=environment(), check=True).stdout


class Standalone(Host):
    """`java -jar slipway.war serve`."""
    title = "standalone"

    def __init__(self, directory, options, war=True, **settings):
        super().__init__(directory, options, settings)
        self.start(["java", *self.options, "-jar", WAR, "serve", "--port", "0", "--home", self.home],
                   SLIPWAY_ADMIN_PASSWORD=PASSWORD)
        self.url = measure.await_line(self.process, r"answers at (http://\S+?)/ ", READY_SECONDS)
        self.port = int(self.url.rpartition(":")[2])


class Tomcat(Host):
    """A Tomcat with a CATALINA_BASE of its own; with the WAR, without it, or with Tomcat's Manager."""

    def __init__(self, directory, options, war=True, manager=False, **settings):
        super().__init__(directory, options, settings)
        home = self.found()
        for name in ("conf/Catalina/localhost", "webapps", "logs", "temp", "work"):
            os.makedirs(os.path.join(directory, name))
        for name in ("web.xml", "logging.properties"):
            shutil.copy(os.path.join(home, "conf", name), os.path.join(directory, "conf"))
        self.write("conf/server.xml", SERVER_XML.format(port=self.port))
        self.write("conf/tomcat-users.xml", USERS_XML.format(user=USER, password=PASSWORD))
        if manager:
            self.write("conf/Catalina/localhost/manager.xml", MANAGER_XML.format(home=home))
        if war:
            shutil.copy(WAR, os.path.join(directory, "webapps"))
        libraries = os.pathsep.join(os.path.join(home, "bin", name) for name in ("bootstrap.jar", "tomcat-juli.jar"))
        self.start(["java", *self.options, f"-Dslipway.home={self.home}", f"-Dcatalina.home={home}",
                    f"-Dcatalina.base={directory}", f"-Djava.io.tmpdir={directory}/temp",
                    f"-Djava.util.logging.config.file={directory}/conf/logging.properties",
                    "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                    "-cp", libraries, "org.apache.catalina.startup.Bootstrap", "start"])
        self.url = f"http://127.0.0.1:{self.port}/slipway"
        self.await_path("/slipway/health", [200]) if war else self.await_path("/", [404])

    def write(self, name, text):
        with open(os.path.join(self.directory, name), "w") as file:
            file.write(text)

    @classmethod
    def found(cls):
        return newest(f"apache-tomcat-{cls.version}.*")


class Tomcat10(Tomcat):
    title, version = "Tomcat 10.1", "10.1"


class Tomcat11(Tomcat):
    title, version = "Tomcat 11", "11.0"


class WildFly(Host):
    """A WildFly with a server directory of its own."""
    title = "WildFly"

    def __init__(self, directory, options, war=True, **settings):
        super().__init__(directory, options, settings)
        home = newest("wildfly-*")
        base = os.path.join(directory, "standalone")
        shutil.copytree(os.path.join(home, "standalone", "configuration"), os.path.join(base, "configuration"),
                        ignore=shutil.ignore_patterns("standalone_xml_history"))
        os.makedirs(os.path.join(base, "deployments"))
        os.makedirs(os.path.join(self.home, "live"))
        users = hashlib.md5(f"{USER}:ApplicationRealm:{PASSWORD}".encode()).hexdigest()
        for name, value in (("users", users), ("roles", "slipway-viewer,slipway-deployer,slipway-admin")):
            with open(os.path.join(base, "configuration", f"application-{name}.properties"), "w") as file:
                file.write(f"#$REALM_NAME=ApplicationRealm$\n{USER}={value}\n")
        if war:
            shutil.copy(WAR, os.path.join(base, "deployments"))
        self.start(["java", *self.options, f"-Dslipway.home={self.home}", *WILDFLY_OPENS,
                    f"-Dorg.jboss.boot.log.file={base}/server.log",
                    f"-Dlogging.configuration=file:{base}/configuration/logging.properties",
                    "-jar", os.path.join(home, "jboss-modules.jar"), "-mp", os.path.join(home, "modules"),
                    "org.jboss.as.standalone", f"-Djboss.home.dir={home}", f"-Djboss.server.base.dir={base}",
                    "-Djboss.bind.address=127.0.0.1", "-Djboss.bind.address.management=127.0.0.1",
                    f"-Djboss.http.port={self.port}", *(f"-D{name}={free_port()}" for name in (
                        "jboss.https.port", "jboss.management.http.port", "slipway.test.unlimited.port"))])
        self.url = f"http://127.0.0.1:{self.port}/slipway"
        self.await_path("/slipway/health", [200]) if war else self.await_path("/", range(200, 500))


ALL = (Standalone, Tomcat10, Tomcat11, WildFly)


def newest(pattern):
    found = sorted(glob.glob(os.path.join(SERVERS, pattern)))
    if not found:
        sys.exit(f"{os.path.basename(sys.argv[0])}: no {pattern} in target/servers. Get it with: {FETCH}")
    return os.path.abspath(found[-1])


def put(host, directory, name="bench", source=None, make=None):
    """Deploys a body with curl, chunked: a file, or what a command writes. Returns the seconds it took."""
    argv = ["curl", "-q", "-sS", "--fail-with-body", "-u", f"{USER}:{PASSWORD}", "-H", "Transfer-Encoding: chunked"]
    began = time.monotonic()
    if source:
        clients = [measure.Process([*argv, "-T", source, f"{host.url}/components/{name}"], directory, "curl",
                                   environment())]
    else:
        maker = measure.Process(make, directory, "maker", environment(), pipe=True)
        clients = [maker, measure.Process([*argv, "-T", "-", f"{host.url}/components/{name}"], directory, "curl",
                                          environment(), stdin=maker.stdout)]
        maker.hand_over()
    measure.wait(clients, 7200)
    return time.monotonic() - began
