curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" \
    -F 'operation={"operation":"deploy_component","project":"shop"};type=application/json' \
    -F payload=@site.tar.gz "$SLIPWAY_URL/"
