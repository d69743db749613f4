{
    printf '{"operation":"deploy_component","project":"shop","payload":"'
    base64 -w 0 site.tar.gz
    printf '"}'
} | curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" -H 'Content-Type: application/json' \
    --data-binary @- "$SLIPWAY_URL/"
