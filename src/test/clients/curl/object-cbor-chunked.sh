printf '\242\151operation\160deploy_component\147project\144shop' |
    curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" -H 'Transfer-Encoding: chunked' \
        -F 'operation=<-;type=application/cbor' -F payload=@site.tar.gz "$SLIPWAY_URL/"
