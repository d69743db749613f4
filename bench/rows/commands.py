"""How what is measured is started: Slipway's own commands, and the environment of every process."""
import os
import sys

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WAR = os.path.join(BENCH, "..", "target", "slipway.war")
HARPER = os.path.join(BENCH, "..", "src", "test", "clients", "node_modules", "harperdb", "bin", "harperdb.js")
# What README.md recommends.
SERVER_HEAP = ("-Xms8m", "-Xmx48m", "-XX:+UseSerialGC")
CLIENT_HEAP = ("-Xmx24m", "-XX:+UseSerialGC")
# Other people's settings would be measured otherwise.
NOT_INHERITED = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "NODE_OPTIONS", "http_proxy", "https_proxy", "all_proxy",
                 "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CURL_HOME", "TAR_OPTIONS", "GZIP", "PIGZ", "ZSTD_CLEVEL",
                 "ZSTD_NBTHREADS")


def slipway(*options):
    """The start of a command line of the WAR; the options are the JVM's."""
    return ["java", *options, "-jar", WAR]


def workload(*arguments):
    """A command line of bench/workload.py."""
    return [sys.executable, os.path.join(BENCH, "workload.py"), *map(str, arguments)]


def peer(interpreter, name, *arguments):
    """A command line of a program in bench/peer."""
    return [interpreter, os.path.join(BENCH, "peer", name), *map(str, arguments)]


def environment(**more):
    """The environment of a process, without what would change the figures."""
    inherited = {name: value for name, value in os.environ.items()
                 if name not in NOT_INHERITED and not name.startswith("SLIPWAY_")}
    return {**inherited, "LC_ALL": "C.UTF-8", "SLIPWAY_CACHE": os.path.join(BENCH, "work", "cache"), **more}
