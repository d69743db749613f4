curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" \
    -F operation=deploy_component -F project=shop -F payload=@site.tar.gz "$SLIPWAY_URL/"
