def test_x(api):
    r=api.get("/api/v1/me"); print(r.status_code, r.content, r.headers)
    for p in ["sites","sites?search=1&size=1","sites/1","warehouses?fields=code,site&order=-code","warehouses/11","nope","sites/zzz","sites/1/actions","sites/1/timeline","inquiries","jobs","currencies?size=2", "vendors?name__contains=a", "/api/v1/meta/sites","/api/v1/meta","/api/v1/XX/sites","sites?x=1","/api/v1/x/y/z/z/z/z/z/z/z", "vendors"]:
        r=api.get(p); print(p, r.status_code, r.content[:300], dict(r.headers))
    r=api.post("sites",{"code":"9","name":"Nine"}); print(r.status_code,r.content,r.headers)
    r=api.post("sites",{"code":"9","name":"Nine"}); print(r.status_code,r.content,r.headers)
    r=api.patch("sites/9",{"name":"Neun"},If_Match='"1"'); print(r.status_code,r.content,r.headers)
    r=api.patch("sites/9",{"name":"Neun"},If_Match='"1"'); print(r.status_code,r.content,r.headers)
    r=api.delete("sites/9"); print(r.status_code,r.content,r.headers)
    r=api.post("sites/delete",{"numbers":["1","2"],"each":True}); print(r.status_code,r.content,r.headers)
    r=api("PUT","sites/1"); print(r.status_code,r.content,r.headers)
    assert 0
